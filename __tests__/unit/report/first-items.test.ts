import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FirstItems } from '../../../src/report/first-items.ts';

const compare = (a: number, b: number): number => a - b;

test.each([1, 2, 7, Infinity])('the first %d items are those of the sorted list', (maximum) => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 200 }), (all) => {
      const first = new FirstItems(compare, maximum);
      for (const one of all) first.add(one);
      expect(first.list()).toEqual(all.toSorted(compare).slice(0, maximum));
    }),
  );
});
