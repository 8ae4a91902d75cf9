import { expect, test } from '@jest/globals';
import { createMask } from '../../../src/runner/mask.ts';

function masksOf(value: string): string[] {
  const masks: string[] = [];
  createMask((mask) => {
    masks.push(mask);
  })(value);
  return masks;
}

test('a value is masked as it is, and as a form sends it', () => {
  expect(masksOf('Q_e8Q~ZD')).toEqual(['Q_e8Q~ZD', 'Q_e8Q%7EZD']);
});

test('a value that reads the same everywhere is masked once', () => {
  expect(masksOf('abcd')).toEqual(['abcd']);
});

test('each line of a value is masked', () => {
  const lines = ['the first', ' the second', 'the third'];
  expect(masksOf(lines.join('\r\n'))).toEqual(expect.arrayContaining(lines));
  expect(masksOf(lines.join('\n'))).toEqual(expect.arrayContaining(lines));
});

test('what stands in every log by chance is not masked: blanks, and a few letters', () => {
  expect(masksOf('one\n \n\nmore than that').filter((mask) => mask.trim().length < 4)).toEqual([]);
  expect(masksOf('')).toEqual([]);
  expect(masksOf('e')).toEqual([]);
});
