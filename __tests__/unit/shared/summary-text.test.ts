import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unescape } from 'html-escaper';
import { toPlainText } from '../../../src/shared/plain-text.ts';
import { formatSummarySentence, formatSummaryText } from '../../../src/shared/summary-text.ts';
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

describe('formatSummarySentence', () => {
  test.each([
    ['Set `retire-after`, then run it.', 'Set <code>retire-after</code>, then run it.'],
    ['The secret "R&D [x]" (key) & more:', 'The secret <code>R&amp;D [x]</code> (key) &amp; more:'],
    ['see https://evil.com/?a=1.', 'see <code>https://evil.com/?a=1</code>.'],
    ['by @org/team (#1), :x:', 'by <code>@org/team</code> (<code>#1</code>), <code>:x</code>:'],
    ['a $x$ b <b> `', 'a <code>$x$</code> b <code>&lt;b&gt;</code> `'],
    ['WWW.evil.com; it is new:', '<code>WWW.evil.com</code>; it is new:'],
  ])('formats %j', (text, html) => {
    expect(formatSummarySentence(text)).toBe(html);
  });

  test('formats any text so that GitHub interprets nothing in it', () => {
    const anything = fc
      .array(fc.oneof(fc.constantFrom(...markup, ' ', '"', '`', 'a'), hostileText), { maxLength: 8 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(anything, (text) => {
        const html = formatSummarySentence(text);
        expect(html).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
        const outsideCode = html.replace(/<code>[^<]*<\/code>/g, ' ');
        expect(outsideCode).not.toMatch(/[<>@#$\\]|:\w+:|:\/\/|www\./i);
      }),
    );
  });

  test('formats a long line in a short time', () => {
    const start = performance.now();
    for (const piece of ['<', '&', '"', '`', '.', ';a', '(', ' "'])
      formatSummarySentence(piece.repeat(20_000));
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
