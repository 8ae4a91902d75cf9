import { expect, test } from '@jest/globals';
import { masking } from '../src/mask.ts';

function masksOf(value: string): string[] {
  const masks: string[] = [];
  masking((mask) => {
    masks.push(mask);
  })(value);
  return masks;
}

test('a value is masked as it is, and as a form sends it', () => {
  expect(masksOf('Q_e8Q~ZD')).toEqual(['Q_e8Q~ZD', 'Q_e8Q%7EZD']);
});

test('a value that reads the same everywhere is masked once', () => {
  expect(masksOf('abc')).toEqual(['abc']);
});

test('each line of a value is masked, but no blank one, which would mask the whole log', () => {
  expect(masksOf('one\r\n\n two\r \nthree')).toEqual(expect.arrayContaining(['one', ' two', 'three']));
  expect(masksOf('one\r\n\n two\r \nthree').every((mask) => mask.trim() !== '')).toBe(true);
  expect(masksOf('')).toEqual([]);
});
