import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/index';
import { describe, expect, test } from '@jest/globals';
import { filesIn, folders, read } from '../helpers/repository.ts';
import { findErrors } from '../helpers/workflow-text.ts';
import { badFixtures, goodFixtures } from './sources.ts';

function findActionErrors(text: string): readonly string[] {
  const { context } = parseAction({ name: 'action.yml', content: text }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

const actions = ['action.yml', ...folders.flatMap((folder) => filesIn(folder, 'action.yml'))];

test.each(actions)('GitHub’s own parser accepts %s', (path) => {
  expect(findActionErrors(read(path))).toEqual([]);
});

describe('GitHub’s own parser finds in action.yml', () => {
  test.each([
    ['a runtime that does not exist', 'using: node24', 'using: node25', "Unexpected value 'node25'"],
    ['a key that does not exist', 'author:', 'authors:', "Unexpected value 'authors'"],
    ['an icon that does not exist', 'icon: lock', 'icon: padlock', "Unexpected value 'padlock'"],
    [
      'an expression that cannot be evaluated',
      '${{ github.token }}',
      '${{ token }}',
      "Unrecognized named-value: 'token'",
    ],
  ])('%s', (_mistake, old, replacement, message) => {
    expect(findActionErrors(read('action.yml').replace(old, replacement))).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

// __tests__/docs/yaml-blocks.test.ts checks all other workflows. It also finds unknown inputs, which one fixture has on purpose.
const others = [...goodFixtures, ...badFixtures].filter(({ name }) => !name.endsWith('/known-inputs.yml'));

test.each(others)('GitHub’s own parser accepts $name', async (source) => {
  expect(await findErrors(source.text)).toEqual([]);
});
