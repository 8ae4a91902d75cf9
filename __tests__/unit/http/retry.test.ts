import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoffDelay, findRetryReason, millisecondsUntil, readRetryAfter } from '../../../src/http/retry.ts';

const date = 'Mon, 23 Nov 2026 14:30:00 GMT';

describe('Retry-After', () => {
  test.each([
    ['10', 10_000],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 14:30:07 GMT', 7_000],
    ['Mon, 23 Nov 2026 14:29:00 GMT', 0],
    ['soon', undefined],
    ['-5 apples', undefined],
    [undefined, undefined],
    [['10', '20'], undefined],
  ])('%j is %j milliseconds by the clock of the server that sent it', (header, expected) => {
    expect(readRetryAfter({ 'retry-after': header, date })).toBe(expected);
  });

  test.each([undefined, 'today', 7])(
    'needs the Date header only if it is a date itself: %j',
    (unreadable) => {
      const headers = { 'retry-after': 'Mon, 23 Nov 2026 14:30:07 GMT', date: unreadable };
      expect(readRetryAfter(headers)).toBeUndefined();
      expect(readRetryAfter({ ...headers, 'retry-after': '7' })).toBe(7_000);
    },
  );
});

test.each([
  [Date.parse('2026-11-23T14:30:07Z'), 7_000],
  [Date.parse('2026-11-23T14:29:00Z'), 0],
  [NaN, undefined],
])('a point in time (%j) is %j milliseconds away by the clock of the server', (moment, expected) => {
  expect(millisecondsUntil(moment, date)).toBe(expected);
});

test('a wait that no server asked for grows with each repeat, is random, and stays below eight seconds', () => {
  fc.assert(
    fc.property(fc.nat(30), (repeat) => {
      const longest = Math.min(500 * 2 ** repeat, 8_000);
      expect(backoffDelay(repeat)).toBeGreaterThanOrEqual(longest / 2);
      expect(backoffDelay(repeat)).toBeLessThanOrEqual(longest);
    }),
  );
});

describe('a request is repeated', () => {
  test.each([
    [{ network: 'ECONNRESET' }, 'ECONNRESET'],
    [{ network: 'no response in time' }, 'no response in time'],
    [{ network: 'ECONNREFUSED at the proxy' }, 'ECONNREFUSED at the proxy'],
    [{ network: 'HTTP 502 from the proxy' }, 'HTTP 502 from the proxy'],
    [{ network: 'HTTP 429 from the proxy' }, 'HTTP 429 from the proxy'],
    [{ status: 408 }, 'HTTP 408'],
    [{ status: 429 }, 'HTTP 429'],
    [{ status: 500 }, 'HTTP 500'],
  ])('after %j', (outcome, name) => {
    expect(findRetryReason({ ...outcome, retryAfterMs: 7 })?.name).toBe(name);
  });

  test.each([
    { network: 'a response of more than 32 MB' },
    { network: 'a request to another host' },
    { network: 'ERR_INVALID_URL' },
    { network: 'UND_ERR_INVALID_ARG' },
    { network: 'HTTP 403 from the proxy' },
    { network: 'HTTP 407 from the proxy' },
    { status: 200 },
    { status: 400 },
    { status: 401 },
    {},
  ])('not after %j', (outcome) => {
    expect(findRetryReason(outcome)).toBeUndefined();
  });

  test('after a status that is temporary for this service, once the requested wait is over', () => {
    const reason = findRetryReason({ status: 409, retryAfterMs: 7 }, (status) => status === 409);
    expect(reason).toEqual({ name: 'HTTP 409', retryAfterMs: 7 });
  });
});
