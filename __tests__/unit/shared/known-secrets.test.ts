import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KnownSecrets } from '../../../src/shared/known-secrets.ts';
import { reveals } from '../../helpers/spellings.ts';

const value = 'Q_e8Q~ZDWJD/x+12 34"5é';

function redact(text: string, ...values: readonly string[]): string {
  const secrets = new KnownSecrets();
  for (const each of values) secrets.add(each);
  return secrets.redact(text);
}

const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a known secret is replaced', () => {
  test.each<[string, string, string]>([
    ['as it is', `a ${value} b`, 'a *** b'],
    ['twice', `${value}${value}`, '******'],
    ['in a URL', `?v=${encodeURIComponent(value)}&`, '?v=***&'],
    ['in a URL with lower-case escapes', '?v=Q_e8Q~ZDWJD%2fx%2b12%2034%225%c3%a9', '?v=***'],
    ['in a form', `${new URLSearchParams({ value }).toString()}&x=y`, 'value=***&x=y'],
    ['in JSON', JSON.stringify({ a: value }), '{"a":"***"}'],
    ['across a line break', `a ${value.slice(0, 5)}\n${value.slice(5)} b\nc`, 'a *** b\nc'],
  ])('%s', (_, text, redacted) => {
    expect(redact(text, value)).toBe(redacted);
  });

  test.each([0, 1, 2, 3])('in base64 after %d other bytes, except for a few bits at each end', (before) => {
    const text = inBase64(`${'x'.repeat(before)}${value}${'y'.repeat(30)}`);
    for (const redacted of [
      redact(text, value),
      redact(text.replaceAll('+', '-').replaceAll('/', '_'), value),
    ]) {
      expect(redacted).toMatch(/^\w*\*\*\*\w{38,}/);
      for (let start = 0; start + 2 < value.length; start += 1) {
        expect(reveals(redacted, value.slice(start, start + 3))).toBe(false);
      }
    }
  });
});

test('secrets that overlap are both replaced', () => {
  expect(redact('x ABCDEFGH y', 'ABCDE', 'DEFGH')).toBe('x *** y');
  expect(redact('x ABCDEFGH y', 'CDEF', 'ABCDEFGH')).toBe('x *** y');
  expect(redact('aaaaaaa', 'aaaa')).toBe('***');
});

test('text without a secret does not change', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.includes('ABCDE'));
      expect(redact(text, 'ABCDE')).toBe(text);
    }),
  );
});

test('values of fewer than four characters are not replaced, because they appear in every text', () => {
  expect(redact('abc def', 'abc', '', '   a ')).toBe('abc def');
});

test('a word that is a part of a value is replaced, and a shorter one is not', () => {
  const secrets = new KnownSecrets();
  secrets.add('Q_e8Q~6fTOFf3UxChRfX.ZDWJD0aT3fKq9LmX');
  expect(secrets.redact('HTTP 400, 6fTOFf3UxChRfX and 6fTOFf3')).toBe('HTTP 400, *** and 6fTOFf3');
});
