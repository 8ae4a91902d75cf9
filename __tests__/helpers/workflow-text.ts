import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import * as v from 'valibot';
import { parse, stringify } from 'yaml';
import { findUnknownNames } from './own-interfaces.ts';
import { action, reportAction } from './repository.ts';
import { readJobs } from './workflow-shape.ts';

/** The durations in days among the inputs `due-within`, `renew-within` and `retire-after`. */
export function findDurations(given: Readonly<Record<string, unknown>>): readonly string[] {
  return ['due-within', 'renew-within', 'retire-after'].flatMap(
    (name) => /\d+ days/.exec(JSON.stringify(given[name] ?? '')) ?? [],
  );
}

/**
 * What GitHub, and this action, would not accept in a workflow: errors of GitHub's own parser, and names that this action does not
 * know. A version of this action that the documents do not use is one of them.
 */
export async function findErrors(text: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow(
    { name: 'workflow.yml', content: text },
    new NoOperationTraceWriter(),
  );
  const syntax = context.errors.getErrors().map(({ message }) => message);
  if (value === undefined || syntax.length > 0) return syntax.length > 0 ? syntax : ['it is empty'];
  const { errors = [] } = await convertWorkflowTemplate(context, value);
  const unknown = readJobs(text).flatMap(findUnknownNames);
  return [...errors.map(({ Message }) => Message), ...unknown.map(({ message }) => message)];
}

const workflowKeys = ['name', 'run-name', 'on', 'permissions', 'env', 'concurrency', 'defaults', 'jobs'];
const eventKeys = ['schedule', 'workflow_dispatch', 'workflow_call'];
const jobKeys = ['needs', 'runs-on', 'strategy', 'outputs', 'steps', 'secrets'];
const stepKeys = ['id', 'if', 'uses', 'run', 'with', 'shell'];

/** This action and its report, by what a step writes after `uses:`. */
const published: readonly (readonly [string, typeof action])[] = [
  ['org/exalate-secret-action@v1', action],
  ['org/exalate-secret-action/report@v1', reportAction],
];

const mapping = v.record(v.string(), v.unknown());
type Mapping = v.InferOutput<typeof mapping>;

/** Puts a fragment of a workflow into the smallest workflow that can contain it. Its first key says where it belongs. */
export function completeWorkflow(fragment: string): string {
  const value: unknown = parse(fragment);
  if (Array.isArray(value)) return stringify(createWorkflow({ job: { steps: value } }));
  const given = v.parse(mapping, value);
  return 'on' in given && 'jobs' in given ? fragment : stringify(complete(given));
}

function complete(given: Mapping): Mapping {
  const [first = ''] = Object.keys(given);
  if (workflowKeys.includes(first))
    return { ...createWorkflow(given['jobs'] ?? { job: {} }), ...omitJobs(given) };
  if (eventKeys.includes(first)) return { ...createWorkflow({ job: {} }), on: given };
  const { uses } = given;
  const callsWorkflow = typeof uses === 'string' && uses.includes('/.github/workflows/');
  if (callsWorkflow || jobKeys.includes(first)) return createWorkflow({ job: given });
  const ours = { uses: 'org/exalate-secret-action@v1' };
  if (stepKeys.includes(first)) {
    const isWhole = 'uses' in given || 'run' in given;
    return createWorkflow({ job: { steps: [isWhole ? given : { ...ours, ...given }] } });
  }
  const isInput = ([, { inputs }]: readonly [string, typeof action]): boolean => first in inputs;
  const knowsAll = ([, { inputs }]: readonly [string, typeof action]): boolean =>
    Object.keys(given).every((key) => key in inputs);
  const [used] = published.find(knowsAll) ?? published.find(isInput) ?? [];
  if (used === undefined) throw new Error(`Nothing in a workflow begins with ${first}.`);
  return createWorkflow({ job: { steps: [{ uses: used, with: given }] } });
}

/** A workflow whose jobs have what the fragment leaves out. */
function createWorkflow(jobs: unknown): Mapping {
  const standard = { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] };
  const completed = Object.entries(v.parse(v.record(v.string(), mapping), jobs)).map(([id, job]) => [
    id,
    'uses' in job ? job : { ...standard, ...job },
  ]);
  return { on: 'workflow_dispatch', jobs: v.parse(mapping, Object.fromEntries(completed)) };
}

function omitJobs(given: Mapping): Mapping {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'jobs'));
}
