import { describe, expect, jest, test } from '@jest/globals';
import { countWords } from '../helpers/count-words.ts';
import { documentedHosts } from '../helpers/documented-hosts.ts';
import { codeBlocks, read, table, unquoted } from '../helpers/repository.ts';

// Mermaid cleans the text of a diagram with DOMPurify, which needs a browser. The text is our own.
jest.unstable_mockModule('dompurify', () => ({
  default: { addHook: () => undefined, sanitize: (text: string) => text },
}));
const { default: mermaid } = await import('mermaid');

const page = read('docs/approval.md');

describe('the diagram of docs/approval.md', () => {
  const [diagram = ''] = codeBlocks(page, 'mermaid');

  test('is one that Mermaid can parse', async () => {
    expect(await mermaid.parse(diagram)).toMatchObject({ diagramType: 'flowchart-v2' });
  });

  test('shows every service in which the action needs a permission', () => {
    const services = table(page, 'where').map(([where = '']) => where.replace(/,.*/, ''));
    expect(services.filter((service) => !diagram.includes(service))).toEqual([]);
  });
});

test('docs/approval.md has at most 2,500 words', () => {
  expect(countWords(page)).toBeLessThanOrEqual(2_500);
});

test('docs/troubleshooting.md shows how to test connections to hosts that docs/approval.md lists', () => {
  const tested = table(read('docs/troubleshooting.md'), 'host').map(([host = '']) => unquoted(host));
  expect(tested.filter((host) => !documentedHosts.some(({ matches }) => matches(host)))).toEqual([]);
});
