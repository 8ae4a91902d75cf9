import { describe, expect, test } from '@jest/globals';
import {
  describeFailure,
  isRefusal,
  readFailureRetryAfter,
  toFailedResponse,
  withoutQuote,
  type FailedResponse,
} from '../../../src/http/failure.ts';
import { quoteMessage } from '../../../src/http/quote.ts';
import { serviceError } from '../../helpers/service-error.ts';

const error = serviceError(['Forbidden', 'ForbiddenByRbac'], 'raw', 'safe');
const response = (status: number, isOwnFormat = true): FailedResponse => ({
  status,
  headers: {},
  error: isOwnFormat ? error : undefined,
});

describe('a refusal', () => {
  test.each([301, 400, 403, 404, 409, 422, 429, 499])(
    'is HTTP %d only in the format of the service',
    (status) => {
      expect(isRefusal(response(status))).toBe(true);
      expect(isRefusal(response(status, false))).toBe(false);
    },
  );

  test.each([200, 299, 408, 500, 503])('is not HTTP %d in any format', (status) => {
    expect(isRefusal(response(status))).toBe(false);
    expect(isRefusal(response(status, false))).toBe(false);
  });

  test('is not a missing response', () => {
    expect(isRefusal({ network: 'ECONNRESET' })).toBe(false);
  });
});

test('a failure is described by its status and codes, or by the reason for the missing response', () => {
  expect(describeFailure(response(403))).toBe('HTTP 403, Forbidden, ForbiddenByRbac');
  expect(describeFailure(response(502, false))).toBe('HTTP 502');
  expect(describeFailure({ network: 'ECONNRESET' })).toBe('ECONNRESET');
});

test('the failure of a request that carried a secret value keeps everything but the quote', () => {
  expect(withoutQuote(response(400))).toEqual({
    ...response(400),
    error: { ...error, quote: undefined },
  });
  expect(withoutQuote(response(400, false))).toEqual(response(400, false));
  expect(withoutQuote({ network: 'ECONNRESET' })).toEqual({ network: 'ECONNRESET' });
});

test('Retry-After is read from the response', () => {
  expect(readFailureRetryAfter({ ...response(429), headers: { 'retry-after': '7' } })).toBe(7_000);
  expect(readFailureRetryAfter(response(429))).toBeUndefined();
  expect(readFailureRetryAfter({ network: 'ECONNRESET' })).toBeUndefined();
});

test.each([
  ['a token', 'ghs_token4711'],
  ['what looks like a part of a secret', 'ZDWJD0aT3fKq9LmXv2RbYc8NsGh'],
])('an error code that is %s is not printed', (_, code) => {
  const quote = (message: string): string | undefined =>
    quoteMessage(message, (text) => text.replaceAll('ghs_token4711', '***'));
  const parsed = { codes: ['Odd', code], message: code };
  expect(toFailedResponse({ status: 400, headers: {} }, parsed, { quote }).error).toMatchObject({
    codes: ['Odd', code],
    shownCodes: ['Odd', '***'],
    quote: '***',
  });
});
