import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import {
  readAcceptedPermissions,
  readBody,
  readRateLimitRetry,
  readResponse,
  toFailure,
} from '../../../src/github/response.ts';

const quote = (message: string): string => `quoted ${message}`;

describe('a response of GitHub', () => {
  test.each([200, 201, 204, 299])('with HTTP %d is a success, whatever its body', (status) => {
    const success = { status, headers: {}, body: { message: 'x' } };
    expect(readResponse(success, { quote })).toEqual(success);
  });

  test.each([301, 401, 403, 404, 409, 422, 429, 500])(
    'with HTTP %d is an error in GitHub’s format when its body has a message',
    (status) => {
      const headers = { 'x-github-request-id': '7533:3E649A:31838A6' };
      expect(readResponse({ status, headers, body: { message: 'Not Found' } }, { quote })).toEqual({
        status,
        headers,
        error: { codes: [], shownCodes: [], message: 'Not Found', quote: 'quoted Not Found' },
        requestId: '7533:3E649A:31838A6',
      });
    },
  );

  test.each([['<html>'], [''], [{ error: 'x' }], [{ message: 1 }], [null], [['message']]])(
    'is not in GitHub’s format with the body %j',
    (body) => {
      expect(readResponse({ status: 403, headers: {}, body }, { quote })).toEqual({
        status: 403,
        headers: {},
        error: undefined,
      });
    },
  );

  test.each(['a b::error::', 'github_pat_11SANDBOX0writer'])(
    'has no request ID when the header could be something else: %s',
    (id) => {
      const headers = { 'x-github-request-id': id };
      const response = readResponse({ status: 403, headers, body: { message: 'x' } }, { quote });
      expect(response).toMatchObject({ requestId: undefined });
    },
  );
});

describe('the body of a response', () => {
  const schema = v.object({ key: v.string() });

  test.each([200, 201])('is read from HTTP %d when it has the expected form', (status) => {
    expect(readBody(schema, { status, headers: {}, body: { key: 'x', more: 1 } })).toEqual({ key: 'x' });
  });

  test.each([
    { status: 200, headers: {}, body: { key: 1 } },
    { status: 404, headers: {}, error: undefined },
    { network: 'ECONNRESET' },
  ])('is undefined in %j', (response) => {
    expect(readBody(schema, response)).toBeUndefined();
  });
});

test('a success that is of no use is a failure that is not in GitHub’s format', () => {
  expect(toFailure({ status: 200, headers: { date: 'x' }, body: '<html>' })).toEqual({
    status: 200,
    headers: { date: 'x' },
    error: undefined,
  });
  expect(toFailure({ network: 'ECONNRESET' })).toEqual({ network: 'ECONNRESET' });
});

describe('the wait after a rate limit', () => {
  const date = 'Wed, 25 Nov 2026 12:00:00 GMT';
  const reset = String(Date.parse(date) / 1_000 + 30);
  test.each<[string, Record<string, string>, number]>([
    ['what Retry-After says', { 'retry-after': '7', 'x-ratelimit-remaining': '0' }, 7_000],
    [
      'until a second after the reset',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date },
      31_000,
    ],
    [
      'a minute when requests are left',
      { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': reset, date },
      60_000,
    ],
    ['a minute when GitHub does not say', {}, 60_000],
  ])('is %s', (_, headers, retryAfterMs) => {
    expect(readRateLimitRetry({ headers })).toEqual({
      name: 'too many requests from this token',
      retryAfterMs,
    });
  });
});

test.each([
  ['secrets=write', 'secrets=write'],
  ['metadata=read, secrets=write; environments=write', 'metadata=read, secrets=write; environments=write'],
  ['s3cr3t', undefined],
  [undefined, undefined],
])('the accepted permissions %j are read as %j', (header, expected) => {
  const headers = header === undefined ? {} : { 'x-accepted-github-permissions': header };
  expect(readAcceptedPermissions({ headers })).toBe(expected);
});
