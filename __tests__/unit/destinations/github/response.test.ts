import { describe, expect, test } from '@jest/globals';
import {
  isRateLimited,
  isGitHubRefusal,
  readAcceptedPermissions,
  readRateLimitWait,
  type GitHubResponse,
} from '../../../../src/destinations/github/response.ts';

const responseOf = (status: number, body: unknown = { message: 'x' }, headers = {}): GitHubResponse => ({
  status,
  headers,
  body,
});
const noResponse: GitHubResponse = { status: undefined, host: 'api.github.com', network: 'ECONNRESET' };

describe('a refusal by GitHub', () => {
  test.each([301, 401, 403, 404, 409, 422, 429])('is HTTP %d with a message', (status) => {
    expect(isGitHubRefusal(responseOf(status))).toBe(true);
    expect(isGitHubRefusal(responseOf(status, '<html>'))).toBe(false);
  });

  test.each([200, 204, 408, 500, 502, 503])('is not HTTP %d', (status) => {
    expect(isGitHubRefusal(responseOf(status))).toBe(false);
  });

  test('is not a missing response', () => {
    expect(isGitHubRefusal(noResponse)).toBe(false);
  });
});

describe('a rate limit', () => {
  test.each<[string, GitHubResponse]>([
    ['HTTP 429', responseOf(429)],
    ['HTTP 403 with Retry-After', responseOf(403, {}, { 'retry-after': '60' })],
    ['HTTP 403 with no requests left', responseOf(403, {}, { 'x-ratelimit-remaining': '0' })],
    ['HTTP 403 that names the secondary limit', responseOf(403, { message: 'a secondary rate limit' })],
  ])('is %s', (_, response) => {
    expect(isRateLimited(response)).toBe(true);
  });

  test.each<[string, GitHubResponse]>([
    ['HTTP 403 with requests left', responseOf(403, {}, { 'x-ratelimit-remaining': '1' })],
    ['HTTP 404 with no requests left', responseOf(404, {}, { 'x-ratelimit-remaining': '0' })],
    ['a missing response', noResponse],
  ])('is not %s', (_, response) => {
    expect(isRateLimited(response)).toBe(false);
  });
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
  ])('is %s', (_, headers, wait) => {
    expect(readRateLimitWait(headers)).toBe(wait);
  });
});

test.each([
  ['secrets=write', 'secrets=write'],
  ['metadata=read, secrets=write; environments=write', 'metadata=read, secrets=write; environments=write'],
  ['s3cr3t', undefined],
  [undefined, undefined],
])('the accepted permissions %j are read as %j', (header, expected) => {
  const headers = { 'x-accepted-github-permissions': header };
  expect(readAcceptedPermissions(responseOf(403, {}, headers))).toBe(expected);
});
