import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import { filesIn, folders, read, root } from '../helpers/repository.ts';
import { rules } from './rules/all.ts';
import { findViolations } from './rules/rule.ts';
import { badFixtures, goodFixtures, sources } from './sources.ts';

test.each(sources)('$name follows the rules', (source) => {
  expect(findViolations(rules, source, sources)).toEqual([]);
});

test.each(goodFixtures)('$name follows the rules', (source) => {
  expect(findViolations(rules, source, [source])).toEqual([]);
});

const ruleOf = ({ name }: { readonly name: string }): string => basename(name, '.yml');

describe('only the rule that a fixture is named after finds problems in it, on the lines below "# Bad:"', () => {
  test.each(badFixtures)('$name', (source) => {
    const lines = source.text.split('\n');
    const marked = lines.flatMap((line, index) => (/^ *# Bad: /.test(line) ? [index + 2] : []));
    const found = findViolations(rules, source, [source]);
    const foundLines = new Set(found.map(({ line }) => line));
    expect([...foundLines].toSorted((left, right) => left - right)).toEqual(marked);
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set([ruleOf(source)]));
  });
});

test('each rule has a workflow that breaks it', () => {
  expect(new Set(badFixtures.map(ruleOf))).toEqual(new Set(rules.map(({ name }) => name)));
});

describe('no file escapes the rules:', () => {
  test('each workflow has a name that ends in .yml', () => {
    for (const folder of ['.github/workflows', 'examples']) expect(filesIn(folder, '.yaml')).toEqual([]);
  });

  const actions = ['action.yml', ...folders.flatMap((folder) => filesIn(folder, 'action.yml'))];

  test('each action is in a file action.yml', () => {
    expect(folders.flatMap((folder) => filesIn(folder, 'action.yaml'))).toEqual([]);
    expect(existsSync(join(root, 'action.yaml'))).toBe(false);
  });

  // The rules do not read the steps of a composite action or the image of a Docker action.
  test.each(actions)('%s runs JavaScript', (path) => {
    const { runs } = v.parse(v.object({ runs: v.object({ using: v.string() }) }), parse(read(path)));
    expect(runs.using).toBe('node24');
  });
});
