import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitIntoShards } from '../../../src/report/shards.ts';

describe('the pieces of a list', () => {
  test('are none when there is nothing', () => {
    expect(splitIntoShards([])).toEqual([]);
  });

  test.each([
    [256, [256]],
    [257, [256, 1]],
    [600, [256, 256, 88]],
  ])('of %d entries have so many each: %j', (count, sizes) => {
    const entries = Array.from({ length: count }, (_, index) => String(index));
    expect(splitIntoShards(entries).map(({ length }) => length)).toEqual(sizes);
    expect(splitIntoShards(entries).flat()).toEqual(entries);
  });

  test('are no longer than an output may be', () => {
    const sizes = (length: number): readonly number[] =>
      splitIntoShards(Array.from({ length: 5 }, () => 'x'.repeat(length))).map((one) => one.length);
    expect(sizes(199_999)).toEqual([2, 2, 1]);
    expect(sizes(200_000)).toEqual([1, 1, 1, 1, 1]);
    expect(sizes(500_000)).toEqual([1, 1, 1, 1, 1]);
  });

  test('lose nothing, and keep the order', () => {
    const entries = fc.array(
      fc.string({ maxLength: 20 }).map((text) => text.repeat(10_000)),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(entries, (all) => {
        const shards = splitIntoShards(all);
        expect(shards.flat()).toEqual(all);
        expect(shards.every(({ length }) => length > 0)).toBe(true);
      }),
    );
  });
});
