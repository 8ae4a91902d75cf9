import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitIntoShards } from '../../../src/report/shards.ts';

describe('splitIntoShards', () => {
  test('returns no shard for an empty list', () => {
    expect(splitIntoShards([])).toEqual([]);
  });

  test.each([
    [256, [256]],
    [257, [256, 1]],
    [600, [256, 256, 88]],
  ])('splits %d entries into shards of %j', (count, sizes) => {
    const entries = Array.from({ length: count }, (_, index) => String(index));
    expect(splitIntoShards(entries).map(({ length }) => length)).toEqual(sizes);
    expect(splitIntoShards(entries).flat()).toEqual(entries);
  });

  test('limits the length of each shard', () => {
    const sizes = (length: number): readonly number[] =>
      splitIntoShards(Array.from({ length: 5 }, () => 'x'.repeat(length))).map((shard) => shard.length);
    expect(sizes(199_999)).toEqual([2, 2, 1]);
    expect(sizes(200_000)).toEqual([1, 1, 1, 1, 1]);
    expect(sizes(500_000)).toEqual([1, 1, 1, 1, 1]);
  });

  test('returns no more shards than a matrix has jobs', () => {
    const entries = Array.from({ length: 256 * 256 + 1 }, (_, index) => String(index));
    const shards = splitIntoShards(entries);
    expect(shards).toHaveLength(256);
    expect(shards.flat()).toEqual(entries.slice(0, -1));
  });

  test('keeps every entry in its order', () => {
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
