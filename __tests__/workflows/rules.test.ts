import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesIn, read } from '../helpers/repository.ts';
import { readWorkflowSource } from '../helpers/workflow-source.ts';
import { rules } from './rules/all.ts';
import { findViolations } from './rules/rule.ts';
import { sources } from './sources.ts';

test.each(sources)('$name follows the rules', (source) => {
  expect(findViolations(rules, source, sources)).toEqual([]);
});

const folder = '__tests__/workflows/fixtures';
const fixtures = filesIn(folder, '.yml').map((name) =>
  readWorkflowSource(name, read(name), !name.startsWith(`${folder}/examples/`)),
);

/** The rule that a fixture is for: the name of its file. */
const ruleOf = (file: string): string => basename(file, '.yml');
const isGood = ({ name }: { readonly name: string }): boolean => ruleOf(name) === 'good';

test.each(fixtures.filter(isGood))('$name follows the rules', (source) => {
  expect(findViolations(rules, source, [source])).toEqual([]);
});

describe('a rule finds each line below a comment that begins with "Bad:", and no other:', () => {
  test.each(fixtures.filter((source) => !isGood(source)))('$name', (source) => {
    const lines = source.text.split('\n');
    const marked = lines.flatMap((line, index) => (/^ *# Bad: /.test(line) ? [index + 2] : []));
    const found = findViolations(rules, source, [source]);
    const foundLines = new Set(found.map(({ line }) => line));
    expect([...foundLines].toSorted((left, right) => left - right)).toEqual(marked);
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set([ruleOf(source.name)]));
  });
});

test('each rule has a workflow that breaks it', () => {
  expect(rules.map(({ name }) => name).toSorted()).toEqual(
    [...new Set(fixtures.filter((source) => !isGood(source)).map(({ name }) => ruleOf(name)))].toSorted(),
  );
});
