import * as v from 'valibot';
import { parse } from 'yaml';
import type { Path } from '../../helpers/workflow-source.ts';
import type { Rule } from './rule.ts';

const workflowKeys = ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs'];
const jobKeys = [
  ...[
    'name',
    'needs',
    'if',
    'runs-on',
    'strategy',
    'environment',
    'permissions',
    'env',
    'defaults',
    'outputs',
  ],
  ...['timeout-minutes', 'continue-on-error', 'concurrency', 'container', 'services', 'steps'],
  ...['uses', 'with', 'secrets'],
];
const stepKeys = [
  ...['name', 'id', 'if', 'uses', 'with', 'run', 'shell', 'working-directory', 'env'],
  ...['timeout-minutes', 'continue-on-error'],
];

const mapping = v.record(v.string(), v.unknown());
const shape = v.looseObject({
  jobs: v.record(v.string(), v.looseObject({ steps: v.optional(v.array(mapping), []) })),
});

/** An unknown key can contain what no other rule reads, such as the steps below `parallel`. */
export const knownKeys: Rule = {
  name: 'known-keys',
  find: ({ text }) => {
    const workflow = v.parse(shape, parse(text));
    return [
      ...findUnknown([], workflow, workflowKeys),
      ...Object.entries(workflow.jobs).flatMap(([id, job]) => [
        ...findUnknown(['jobs', id], job, jobKeys),
        ...job.steps.flatMap((step, index) => findUnknown(['jobs', id, 'steps', index], step, stepKeys)),
      ]),
    ];
  },
};

function findUnknown(path: Path, given: object, known: readonly string[]): ReturnType<Rule['find']> {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: [...path, key],
      message: `no rule reads what \`${key}\` contains: extend the rules before you use it`,
    }));
}
