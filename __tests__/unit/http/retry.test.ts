import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  backoffDelay,
  millisecondsUntil,
  readRetryAfter,
  withRetry,
  type RetryReason,
} from '../../../src/http/retry.ts';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import { WaitingClock } from '../../helpers/test-context.ts';

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

describe('while a server throttles', () => {
  const throttled = { name: 'HTTP 429', retryAfterMs: undefined, isThrottled: true };

  /** Repeats an attempt that always ends with this reason. @returns the number of attempts, and how long they waited in milliseconds */
  async function repeat(
    retryReason: RetryReason,
    budget: number,
    allowance: number,
  ): Promise<{ attempts: number; waited: number }> {
    const clock = new WaitingClock();
    const start = clock.now().getTime();
    const log = { info: () => undefined, notice: () => undefined, warning: () => undefined };
    const timeBudget = new TimeBudget(clock, budget, allowance);
    let attempts = 0;
    await withRetry(
      'Service',
      () => {
        attempts += 1;
        return Promise.resolve({ result: undefined, retryReason });
      },
      { clock, log, budget: timeBudget },
    );
    return { attempts, waited: clock.now().getTime() - start };
  }

  test('and does not say for how long, a request is repeated until the allowance for waits is used up', async () => {
    const { attempts, waited } = await repeat(throttled, 1_000, 900_000);
    expect(waited).toBeGreaterThan(840_000);
    expect(waited).toBeLessThanOrEqual(900_000);
    expect(attempts).toBeLessThan(45);
  });

  test('and names a wait, a request is repeated until the allowance for waits is used up', async () => {
    expect(await repeat({ ...throttled, retryAfterMs: 10_000 }, 1_000, 95_000)).toEqual({
      attempts: 10,
      waited: 90_000,
    });
  });

  test('and asks for no wait at all, a request is not repeated forever', async () => {
    expect(await repeat({ ...throttled, retryAfterMs: 0 }, Infinity, 1_000)).toEqual({
      attempts: 61,
      waited: 0,
    });
  });

  test('the waits are not taken from the budget, which other problems use', async () => {
    const { attempts, waited } = await repeat({ name: 'HTTP 503', retryAfterMs: undefined }, 1_000, 900_000);
    expect(attempts).toBeLessThanOrEqual(4);
    expect(waited).toBeLessThanOrEqual(1_000);
  });
});
