import { describe, expect, test } from '@jest/globals';
import { readReportInputs } from '../../src/report/inputs.ts';
import { readInputs } from '../../src/rotation/inputs.ts';
import { ActionError } from '../../src/shared/action-error.ts';
import { action, filesIn, read, reportAction } from '../helpers/repository.ts';
import { workflowRun } from '../helpers/workflow-run.ts';

type GetInput = (name: string) => string;

describe.each([
  {
    file: 'action.yml',
    declared: action,
    readAll: (getInput: GetInput) => readInputs(getInput, workflowRun, new Date()),
    folders: ['src/rotation', 'src/destinations'],
  },
  {
    file: 'report/action.yml',
    declared: reportAction,
    readAll: (getInput: GetInput) => readReportInputs(getInput, workflowRun),
    folders: ['src/report'],
  },
])('$file', ({ declared, readAll, folders }) => {
  test('declares exactly the inputs that the code reads', () => {
    const names: string[] = [];
    const getInput = (name: string): string => {
      names.push(name);
      return '';
    };
    expect(() => readAll(getInput)).toThrow(ActionError); // the required inputs are empty
    expect(Object.keys(declared.inputs).toSorted()).toEqual(names.toSorted());
  });

  test('declares exactly the outputs that the code sets', () => {
    const source = folders.flatMap((folder) => filesIn(folder, '.ts').map(read)).join('\n');
    const names = new Set([...source.matchAll(/\bsetOutput\('([\w-]+)'/g)].map(([, name]) => name));
    expect(new Set(Object.keys(declared.outputs))).toEqual(names);
  });
});
