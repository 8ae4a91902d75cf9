import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { readReportInputs } from '../../src/report/inputs.ts';
import { readInputs } from '../../src/rotation/inputs.ts';
import { action, read, reportAction } from '../helpers/repository.ts';
import { workflowRun } from '../helpers/workflow-run.ts';

// The part of the format that we use. Source: the JSON schema of typesafegithub/github-actions-typing.
const enumType = v.strictObject({ type: v.literal('enum'), 'allowed-values': v.array(v.string()) });
const simpleType = v.strictObject({ type: v.picklist(['string', 'boolean', 'integer']) });
const listType = v.strictObject({
  type: v.literal('list'),
  separator: v.literal('\n'),
  'list-item': simpleType,
});
const types = v.record(v.string(), v.union([simpleType, enumType, listType]));
const typesShape = v.strictObject({ inputs: types, outputs: types });

type GetInput = (name: string) => string;

describe.each([
  {
    file: 'action-types.yml',
    declared: action,
    readAll: (getInput: GetInput) => readInputs(getInput, workflowRun, new Date()),
  },
  {
    file: 'report/action-types.yml',
    declared: reportAction,
    readAll: (getInput: GetInput) => readReportInputs(getInput, workflowRun),
  },
])('$file', ({ file, declared, readAll }) => {
  const { inputs, outputs } = v.parse(typesShape, parse(read(file)));
  const problems = problemsOf(() => readAll(() => '?'));

  test('has each input and output of action.yml, in the same order', () => {
    expect(Object.keys(inputs)).toEqual(Object.keys(declared.inputs));
    expect(Object.keys(outputs)).toEqual(Object.keys(declared.outputs));
  });

  test('has a boolean or an integer for each input that the code reads as one', () => {
    expect(ofType('boolean')).toEqual(namesIn(/^`(.+)` must be `true` or `false`/));
    expect(ofType('integer')).toEqual(namesIn(/^`(.+)` must be a whole number/));
  });

  test('has the values that the code accepts', () => {
    const accepted = problems.flatMap((problem) => {
      const [, name, values = ''] = /^`(.+)` must be one of ([^.]+)\./.exec(problem) ?? [];
      return name === undefined ? [] : [[name, values.split(', ')] as const];
    });
    const allowed = Object.entries(inputs).flatMap(([name, type]) =>
      type.type === 'enum' ? [[name, type['allowed-values']] as const] : [],
    );
    expect(accepted.length).toBeGreaterThan(1);
    expect(Object.fromEntries(allowed)).toEqual(Object.fromEntries(accepted));
  });

  test('has a list for each input that takes one item per line', () => {
    const lists = Object.entries(declared.inputs).flatMap(([name, { description }]) =>
      /one per line/i.test(description) ? [name] : [],
    );
    expect(ofType('list')).toEqual(lists.toSorted());
  });

  function ofType(type: string): readonly string[] {
    return Object.keys(inputs)
      .filter((name) => inputs[name]?.type === type)
      .toSorted();
  }

  /** The names that a pattern finds in the problems. */
  function namesIn(pattern: RegExp): readonly string[] {
    return problems.flatMap((problem) => pattern.exec(problem)?.[1] ?? []).toSorted();
  }
});

/** What the code says about inputs, one problem per line. */
function problemsOf(readAll: () => unknown): readonly string[] {
  try {
    readAll();
  } catch (error) {
    return String(error)
      .split('\n')
      .map((line) => line.replace(/^ +- /, ''));
  }
  throw new Error('no input is invalid');
}
