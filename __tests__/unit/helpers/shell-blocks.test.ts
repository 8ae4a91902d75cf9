import { expect, test } from '@jest/globals';
import { readShellBlocks } from '../../helpers/shell-blocks.ts';

test('reads the commands of a page with their headings, in lists, too', () => {
  const page = [
    '# One',
    '```bash',
    'echo 1',
    '```',
    '## Two',
    '1. Item:',
    '',
    '   ```bash',
    '   echo 2',
    '   ```',
  ];
  expect(readShellBlocks('page.md', page.join('\n'))).toEqual({
    blocks: [
      { page: 'page.md', section: 'One', line: 2, commands: 'echo 1', notRun: undefined },
      { page: 'page.md', section: 'Two', line: 8, commands: 'echo 2', notRun: undefined },
    ],
    problems: [],
  });
});

test('reads why a block is not run', () => {
  const page = '<!-- not run: takes minutes -->\n\n```bash\nnpm run bench\n```\n\n```bash\necho\n```';
  expect(readShellBlocks('page.md', page).blocks.map(({ notRun }) => notRun)).toEqual([
    'takes minutes',
    undefined,
  ]);
});

test.each([
  ['text', '<!-- not run: gone -->\n\nText\n\n```bash\necho\n```', 1],
  ['a block of another language', '<!-- not run: gone -->\n```yaml\na: 1\n```', 1],
  ['the end of the page', 'Text\n<!-- not run: gone -->\n', 2],
])('reports a mark that %s follows', (_, page, line) => {
  expect(readShellBlocks('page.md', page).problems).toEqual([
    `page.md:${line} This mark is not followed by a block of commands.`,
  ]);
});

test.each(['', 'sh', 'powershell', 'console'])('reports a block of the language "%s"', (language) => {
  expect(readShellBlocks('page.md', `\`\`\`${language}\necho\n\`\`\``)).toEqual({
    blocks: [],
    problems: ['page.md:1 Name the language of this block; for commands it is `bash`.'],
  });
});

test('takes nothing within a block for a mark, a heading or another block', () => {
  const page = '```bash\n# a comment\n<!-- not run: x -->\n```\n\n````bash\n```\n````';
  expect(readShellBlocks('page.md', page)).toMatchObject({
    blocks: [
      { section: '', commands: '# a comment\n<!-- not run: x -->' },
      { section: '', commands: '```' },
    ],
    problems: [],
  });
});
