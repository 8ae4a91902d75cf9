import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommand } from '../../../sandbox/runner/commands.ts';
import { neutralize, toPlainText } from '../../../src/shared/plain-text.ts';
import { hostileText } from '../../helpers/hostile-text.ts';

describe('toPlainText', () => {
  test.each([
    ['Exalate ⚙ R&D <"Staging"> (ÄÖ, 日本, e\u0301)', 'Exalate ⚙ R&D <"Staging"> (ÄÖ, 日本, e\u0301)'],
    ['a\r\nb\tc\u0000\u0085\u007f', 'a��b�c���'],
    [
      'soft\u00adhyphen, zero\u200bwidth, \ufeffmark, \u202eoverride, \u2066isolate',
      'soft�hyphen, zero�width, �mark, �override, �isolate',
    ],
    ['\u2028\u2029', '��'],
    ['\u115f\u1160\u3164\uffa0\u2800\u{1d159}\u034f\ufe0f\u180b\u{e0041}', '��'.repeat(5)],
    ['\ud800 \udc00 \ufffe \u{1f600}', '� � � \u{1f600}'],
    ['Exalate ##[stop-commands]x', 'Exalate ##�[stop-commands]x'],
    ['###[##[', '###�[##�['],
    ['#\u0489#\u0489[x]', '#\u0489#\u0489�[x]'],
    ['#\u200b#[x]', '#�#[x]'],
    ['# #[x], #[, [##]', '# #[x], #[, [##]'],
  ])('converts %j to %j', (text, shown) => {
    expect(toPlainText(text)).toBe(shown);
  });

  test('is idempotent, and returns one line without a `##[` command', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = toPlainText(text);
        expect(toPlainText(plain)).toBe(plain);
        expect(plain).not.toMatch(/[\r\n]/);
        expect(parseCommand(`Found the application "${plain}".`)).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('neutralize', () => {
  test.each([
    ['one\ntwo\r\nthree\rfour', 'one\ntwo\nthree\nfour'],
    ['a ##[set-output name=x;]y', 'a ## [set-output name=x;]y'],
    ['::error::x\n \u00a0::error::x', ': :error::x\n \u00a0: :error::x'],
    ['a ::error::x', 'a ::error::x'],
    ['\u0489:\u0489:x', '\u0489:\u0489 :x'],
    ['a\u001b[31mb', 'a�[31mb'],
  ])('converts %j to %j', (message, printed) => {
    expect(neutralize(message)).toBe(printed);
  });
});
