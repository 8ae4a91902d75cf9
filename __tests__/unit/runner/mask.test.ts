import { expect, test } from '@jest/globals';
import { createMask } from '../../../src/runner/mask.ts';

function masksOf(value: string): string[] {
  const masks: string[] = [];
  createMask((mask) => {
    masks.push(mask);
  })(value);
  return masks;
}

test('masks a value and its form encoding', () => {
  expect(masksOf('Q_e8Q~ZD')).toEqual(['Q_e8Q~ZD', 'Q_e8Q%7EZD']);
});

test('masks a value once when its form encoding is the same', () => {
  expect(masksOf('abcd')).toEqual(['abcd']);
});

test('masks each line of a value', () => {
  const lines = ['the first', ' the second', 'the third'];
  expect(masksOf(lines.join('\r\n'))).toEqual(expect.arrayContaining(lines));
  expect(masksOf(lines.join('\n'))).toEqual(expect.arrayContaining(lines));
});

test('does not mask blanks and values of fewer than four characters', () => {
  expect(masksOf('one\n \n\nmore than that').filter((mask) => mask.trim().length < 4)).toEqual([]);
  expect(masksOf('')).toEqual([]);
  expect(masksOf('e')).toEqual([]);
});
