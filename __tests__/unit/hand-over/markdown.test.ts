import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatCode,
  formatCodeBlock,
  formatLink,
  formatTable,
  toTitleText,
} from '../../../src/hand-over/markdown.ts';
import { hostileText } from '../../helpers/hostile-text.ts';

const markdownPieces = [
  '`',
  '``',
  '@acme/team',
  '#1',
  '<!-- x -->',
  '<img src=x>',
  '![x](y)',
  '|',
  '\n\n',
  '</code>',
  ' ',
];
const text = fc.oneof(
  hostileText,
  fc.array(fc.constantFrom(...markdownPieces), { maxLength: 8 }).map((parts) => parts.join('')),
);

describe('a code span', () => {
  test.each([
    ['Exalate', '`Exalate`'],
    ['@acme/team #1 **x** <b>', '`@acme/team #1 **x** <b>`'],
    ['a `b` c', '``a `b` c``'],
    ['`x', '`` `x ``'],
    [' x ', '`  x  `'],
    ['', '`  `'],
    ['a\nb', '`a\uFFFDb`'],
  ])('of %j is %j', (given, expected) => {
    expect(formatCode(given)).toBe(expected);
  });

  test('is one line, and ends only at its own delimiter', () => {
    fc.assert(
      fc.property(text, (given) => {
        const [delimiter = ''] = /^`+/.exec(formatCode(given)) ?? [];
        const content = formatCode(given).slice(delimiter.length, -delimiter.length);
        expect(formatCode(given)).not.toMatch(/[\r\n]/);
        expect(content.split(/[^`]+/)).not.toContain(delimiter);
      }),
    );
  });

  test('is not longer than about 300 characters', () => {
    expect(formatCode('x'.repeat(10_000))).toHaveLength(302);
  });
});

test('a block of code ends only at its own fence', () => {
  expect(formatCodeBlock('bash', ['az login'])).toBe('```bash\naz login\n```');
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (lines) => {
      const block = formatCodeBlock('bash', lines).split('\n');
      const [fence = ''] = /^`+/.exec(block[0] ?? '') ?? [];
      expect(block).toHaveLength(lines.length + 2);
      expect(block.at(-1)).toBe(fence);
      for (const line of block.slice(1, -1)) expect(line).not.toContain(fence);
    }),
  );
});

test('a table is a block of HTML without blank lines, in which text from outside is code', () => {
  expect(formatTable([['Key ID', '1']])).toBe(
    '<table>\n<tr><th align="left">Key ID</th><td><code>1</code></td></tr>\n</table>',
  );
  fc.assert(
    fc.property(text, (given) => {
      const lines = formatTable([['Application', given]]).split('\n');
      expect(lines).toHaveLength(3);
      expect(lines[1]).toMatch(
        /^<tr><th align="left">Application<\/th><td><code>[^<>]*<\/code><\/td><\/tr>$/,
      );
    }),
  );
});

test('a link ends only after its address', () => {
  expect(formatLink('a run', 'https://github.com/acme/ops(1)/x y')).toBe(
    '[a run](https://github.com/acme/ops%281%29/x%20y)',
  );
});

test('the text of a title mentions nobody, refers to no issue and is not longer than allowed', () => {
  expect(toTitleText('@acme/team fixes #1 `now`', 100)).toBe("＠acme/team fixes ＃1 'now'");
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 50 }), (given, max) => {
      expect(toTitleText(given, max).length).toBeLessThanOrEqual(max);
      expect(toTitleText(given, max)).not.toMatch(/[@#`\r\n]/);
    }),
  );
});
