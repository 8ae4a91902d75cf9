import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unescape } from 'html-escaper';
import { toPlainText } from '../../../src/shared/plain-text.ts';
import { formatSummaryText } from '../../../src/shared/summary-text.ts';
import { hostileText } from '../../helpers/hostile-text.ts';

/** Text that GitHub interprets: HTML, Markdown, mentions, issues, emoji and formulas. */
const markup = [
  '</td></tr></table>',
  '</code>',
  '<!--',
  '<script>',
  '```',
  '`x`',
  '[x](http://evil)',
  '![](http://evil)',
  '@org/team',
  '#1',
  ':x:',
  '$math$',
  '|',
  '&lt;',
  '&#60;',
  '\n\n# x',
  '\r\r- x',
];

describe('formatSummaryText', () => {
  test.each(markup)('formats %j as one code element with the same text', (text) => {
    const shown = formatSummaryText(text);
    expect(shown).toMatch(/^<code>[^<\n\r]*<\/code>$/);
    expect(unescape(shown.slice('<code>'.length, -'</code>'.length))).toBe(toPlainText(text));
  });

  test('formats any text as one code element', () => {
    const anything = fc
      .array(fc.oneof(fc.constantFrom(...markup), hostileText), { maxLength: 5 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anything, (text) => {
        expect(formatSummaryText(text)).toMatch(/^<code>[^<\n\r\u0085\u2028\u2029]*<\/code>$/);
      }),
    );
  });
});
