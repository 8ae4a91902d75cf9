import { expect, jest, test } from '@jest/globals';
import { codeBlocks, read, table } from '../helpers/repository.ts';

// Mermaid cleans the text of a diagram with DOMPurify, which needs a browser. The text is our own.
jest.unstable_mockModule('dompurify', () => ({
  default: { addHook: () => undefined, sanitize: (text: string) => text },
}));
const { default: mermaid } = await import('mermaid');

const page = read('docs/hand-over.md');
const [diagram = ''] = codeBlocks(page, 'mermaid');

test('the diagram of the hand-over is one that Mermaid can parse', async () => {
  expect(await mermaid.parse(diagram)).toMatchObject({ diagramType: 'sequence' });
});

test('the diagram of the hand-over shows the steps of the table, in the same order', () => {
  const drawn = [...diagram.matchAll(/: ([A-Z][a-z]+): /g)].map(([, step = '']) => step.toLowerCase());
  expect(drawn).toEqual(table(page, 'step').map(([step]) => step));
});

test('the single lines of a workflow on the page are lines of the example with an encrypted file', () => {
  const lines = codeBlocks(page, 'yaml')
    .map((block) => block.trim())
    .filter((block) => !block.includes('\n'));
  expect(lines).toHaveLength(2);
  const example = read('examples/encrypted-file.yml').split('\n');
  expect(example.map((line) => line.trim())).toEqual(expect.arrayContaining(lines));
});
