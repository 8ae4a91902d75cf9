import { describe, expect, test } from '@jest/globals';
import { formatBody } from '../../src/hand-over/issue-text.ts';
import { added, handOverSecret, surroundings } from '../helpers/hand-over.ts';
import { codeBlocks, documents, filesIn, read } from '../helpers/repository.ts';
import { completeWorkflow, findErrors } from '../helpers/workflow-text.ts';

const files = [...filesIn('examples', '.yml'), ...filesIn('.github/workflows', '.yml')];
const encryptedFile = { kind: 'encrypted-file', path: 'exalate-secret.age' } as const;
const issues = {
  'the hand-over issue for Key Vault': handOverSecret,
  'the hand-over issue for an encrypted file': { ...handOverSecret, places: [encryptedFile] },
};
const texts = [
  ...documents.map((name) => ({ name, text: read(name) })),
  ...Object.entries(issues).map(([name, secret]) => ({
    name,
    text: formatBody(secret, surroundings, added),
  })),
];

interface Block {
  readonly name: string;
  readonly text: string;
}

const blocks: readonly Block[] = [
  ...files.map((name) => ({ name, text: read(name) })),
  ...texts.flatMap(({ name, text }) =>
    codeBlocks(text, 'yaml').map((block, index) => ({ name: `${name}, block ${index + 1}`, text: block })),
  ),
];

test.each(blocks)(
  'the YAML of $name is valid for GitHub’s own parser and for this action',
  async ({ text }) => {
    expect(await findErrors(completeWorkflow(text))).toEqual([]);
  },
);

test('only a workflow of this repository uses the action of its own repository', () => {
  const own = blocks.filter(({ text }) => text.includes('uses: $/')).map(({ name }) => name);
  expect(own).toEqual(['.github/workflows/rotate.yml']);
});

test.each(texts)('$name marks YAML as `yaml`, so that it is checked', ({ text }) => {
  expect(codeBlocks(text, 'yml')).toEqual([]);
});

test.each(['v1', 'COMMIT-SHA', '0123456789abcdef0123456789abcdef01234567'])(
  'the inputs of a step are checked at @%s',
  async (version) => {
    const uses = (path: string): string => `- uses: org/exalate-secret-action${path}@${version}\n`;
    expect(await findErrors(completeWorkflow(uses('') + uses('/report')))).toEqual([]);
    const errors = await findErrors(completeWorkflow(`${uses('')}  with: { due-within: 1 day }\n`));
    expect(errors).toEqual(['unknown input: due-within']);
  },
);

describe('a block with a mistake is found:', () => {
  test.each([
    [
      'an input that this action does not have',
      'expires: 180 days\nrepository-secrets: NAME\n',
      'unknown input: repository-secrets',
    ],
    ['the same in a step', 'with:\n  renew-before: 60 days\n', 'unknown input: renew-before'],
    [
      'the same in a list of steps',
      '- uses: org/exalate-secret-action/report@v1\n  with:\n    expires: 1 day\n',
      'unknown input: expires',
    ],
    [
      'an input of the report that it does not have',
      'due-within: 60 days\nfail-if-due: true\n',
      'unknown input: fail-if-due',
    ],
    [
      'a version that nobody publishes',
      '- uses: org/exalate-secret-action@v2\n',
      'unknown action: org/exalate-secret-action@v2',
    ],
    [
      'a SHA that is not complete',
      '- uses: org/exalate-secret-action@0123abc\n',
      'unknown action: org/exalate-secret-action@0123abc',
    ],
    [
      'a reusable workflow that is not there',
      'uses: org/exalate-secret-action/.github/workflows/renew.yml@v1\n',
      'unknown workflow: org/exalate-secret-action/.github/workflows/renew.yml@v1',
    ],
    [
      'an input that the reusable workflow does not have',
      'uses: org/exalate-secret-action/.github/workflows/rotate.yml@v1\nwith:\n  application: x\n  dependabot-secret: NAME\n',
      'unknown input: dependabot-secret',
    ],
    [
      'a secret that it does not have',
      'uses: org/exalate-secret-action/.github/workflows/rotate.yml@v1\nsecrets:\n  TOKEN: x\n',
      'unknown secret: TOKEN',
    ],
    ['a permission that does not exist', 'permissions:\n  secrets: write\n', "Unexpected value 'secrets'"],
    [
      'an expression that cannot be evaluated',
      'acknowledge: ${{ input.acknowledge }}\n',
      "Unrecognized named-value: 'input'",
    ],
    [
      'a key that a job does not have',
      'jobs:\n  rotate:\n    uses-step: x\n',
      "Unexpected value 'uses-step'",
    ],
  ])('%s', async (_mistake, block, message) => {
    const errors = await findErrors(completeWorkflow(block));
    expect(errors.join('\n')).toContain(message);
  });

  test('a key that nothing in a workflow has', () => {
    expect(() => completeWorkflow('repository-secrets: NAME\n')).toThrow('begins with repository-secrets');
  });
});
