import { describe, expect, jest, test } from '@jest/globals';
import { readWorkflow } from '../../sandbox/commands/demonstration/workflow.ts';
import { countWords } from '../helpers/count-words.ts';
import { action, codeBlocks, read, table, unquoted } from '../helpers/repository.ts';

// Mermaid cleans the text of a diagram with DOMPurify, which needs a browser. The text is our own.
jest.unstable_mockModule('dompurify', () => ({
  default: { addHook: () => undefined, sanitize: (text: string) => text },
}));
const { default: mermaid } = await import('mermaid');

const readme = read('README.md');

test.each([
  ['Two words', 2],
  ['A [link with text](docs/a-page.md#an-anchor) and `inline code`', 7],
  ['| a cell | 2 |\n| --- | - |', 3],
  ['<!-- a comment -->before<br/>\n```bash\nnpm ci\n```\nafter', 2],
])('counts the words of %j', (markdown, words) => {
  expect(countWords(markdown)).toBe(words);
});

test('README.md has at most 1,200 words', () => {
  expect(countWords(readme)).toBeLessThanOrEqual(1_200);
});

describe('the diagram of README.md', () => {
  const [diagram = ''] = codeBlocks(readme, 'mermaid');

  test('is one that Mermaid can parse', async () => {
    expect(await mermaid.parse(diagram)).toMatchObject({ diagramType: 'flowchart-v2' });
  });

  test('is before the first section', () => {
    expect(readme.indexOf('```mermaid')).toBeLessThan(readme.indexOf('\n## '));
  });

  test.each([
    'Workload identity',
    "Exalate's application",
    'OIDC token',
    'Key Vault',
    'encrypted file',
    'GitHub secret',
    'step output',
    'Administrator',
  ])('shows: %s', (shown) => {
    expect(diagram).toContain(shown);
  });
});

describe('the workflow of README.md', () => {
  const [workflow = ''] = codeBlocks(readme, 'yaml');
  const [shown, example] = [workflow, read('examples/key-vault.yml')].map(readWorkflow);

  test('gives the action what examples/key-vault.yml gives it', () => {
    expect(shown?.given).toEqual(example?.given);
  });

  test('can be started by hand with the inputs of examples/key-vault.yml', () => {
    expect(shown?.dispatch({})).toEqual(example?.dispatch({}));
  });

  test('runs when examples/key-vault.yml does', () => {
    expect(cronOf(workflow)).toBe(cronOf(read('examples/key-vault.yml')));
    expect(cronOf(workflow)).toBeDefined();
  });
});

function cronOf(workflow: string): string | undefined {
  return /cron: '([^']+)'/.exec(workflow)?.[1];
}

describe('README.md', () => {
  test('lists seven inputs with their defaults, and all that its workflow needs', () => {
    const listed = table(readme, 'input').map(([name = '', standard = '']) => [
      unquoted(name),
      unquoted(standard),
    ]);
    const declared = Object.entries(action.inputs).map(([name, { required, default: standard = '' }]) => [
      name,
      required ? 'required' : standard,
    ]);
    expect(listed).toHaveLength(7);
    expect(declared).toEqual(expect.arrayContaining(listed));
    const required = declared.filter(([, standard]) => standard === 'required');
    expect(listed).toEqual(expect.arrayContaining(required));
  });

  test('lists only outputs that the action has', () => {
    const listed = table(readme, 'output').map(([name = '']) => unquoted(name));
    expect(listed.length).toBeGreaterThan(0);
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(listed));
  });
});
