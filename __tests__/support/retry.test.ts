import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoff, retryAfter } from '../../src/support/retry.ts';

const now = new Date('2026-11-23T14:30:00Z');

describe('Retry-After', () => {
  test.each([
    ['10', 10_000],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 14:30:07 GMT', 7_000],
    ['Mon, 23 Nov 2026 14:29:00 GMT', 0],
    ['soon', undefined],
    ['-5 apples', undefined],
    [undefined, undefined],
  ])('%j is %j milliseconds', (header, expected) => {
    expect(retryAfter(header, now)).toBe(expected);
  });
});

test('unannounced waits grow, are spread, and stay below eight seconds', () => {
  fc.assert(
    fc.property(fc.nat(30), (repeat) => {
      const full = Math.min(500 * 2 ** repeat, 8_000);
      expect(backoff(repeat)).toBeGreaterThanOrEqual(full / 2);
      expect(backoff(repeat)).toBeLessThanOrEqual(full);
    }),
  );
});
