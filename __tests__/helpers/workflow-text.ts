import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import * as v from 'valibot';
import { parse, stringify } from 'yaml';
import { findOwnPath } from './own-reference.ts';
import { action, read, reportAction } from './repository.ts';

const step = v.object({
  id: v.optional(v.string()),
  if: v.optional(v.string()),
  uses: v.optional(v.string(), ''),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown()), {}),
});
const names = v.optional(v.record(v.string(), v.unknown()), {});
const concurrency = v.optional(v.object({ group: v.string() }));
const workflowShape = v.object({
  concurrency,
  jobs: v.record(
    v.string(),
    v.object({
      permissions: v.optional(v.record(v.string(), v.string()), {}),
      uses: v.optional(v.string()),
      with: names,
      secrets: names,
      concurrency,
      steps: v.optional(v.array(step), []),
    }),
  ),
});

/** What a test must know of a workflow file. */
export type WorkflowText = v.InferOutput<typeof workflowShape>;
export type JobText = WorkflowText['jobs'][string];
export type StepText = JobText['steps'][number];

export function readWorkflowText(text: string): WorkflowText {
  return v.parse(workflowShape, parse(text));
}

export function readJobs(text: string): readonly JobText[] {
  return Object.values(readWorkflowText(text).jobs);
}

/** The durations in days among the inputs `due-within`, `renew-within` and `retire-after`. */
export function findDurations(given: Readonly<Record<string, unknown>>): readonly string[] {
  return ['due-within', 'renew-within', 'retire-after'].flatMap(
    (name) => /\d+ days/.exec(JSON.stringify(given[name] ?? '')) ?? [],
  );
}

/** This action and its report, by their paths in this repository. */
const actions: ReadonlyMap<string, typeof action> = new Map([
  ['.', action],
  ['report', reportAction],
]);

/** The file of the reusable workflow that a job calls with this text after `uses:`. */
function findCalledFile(uses: string): string | undefined {
  if (uses === './.github/workflows/renew-shard.yml') return 'examples/renew-shard.yml';
  const path = findOwnPath(uses);
  return path === '.github/workflows/rotate.yml' ? path : undefined;
}

const callShape = v.object({
  on: v.object({
    workflow_call: v.object({
      inputs: v.record(v.string(), v.object({ required: v.optional(v.boolean()) })),
      secrets: names,
    }),
  }),
});

/** The workflow that a job calls. */
export function readCalled({ uses }: Pick<JobText, 'uses'>):
  | {
      readonly inputs: Readonly<Record<string, { readonly required?: boolean | undefined }>>;
      readonly secrets: readonly string[];
      readonly workflow: WorkflowText;
      readonly text: string;
    }
  | undefined {
  const file = findCalledFile(uses ?? '');
  if (file === undefined) return undefined;
  const text = read(file);
  const { inputs, secrets } = v.parse(callShape, parse(text)).on.workflow_call;
  return { inputs, secrets: Object.keys(secrets), workflow: readWorkflowText(text), text };
}

/** The action that a step uses, if it is this one or its report. */
export function findAction({ uses }: Pick<StepText, 'uses'>): typeof action | undefined {
  return actions.get(findOwnPath(uses) ?? '');
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
  return [...errors.map(({ Message }) => Message), ...readJobs(text).flatMap(findUnknownNames)];
}

function findUnknownNames(job: JobText): readonly string[] {
  const called = readCalled(job);
  const unknownIn = (given: object, known: readonly string[], kind: string): readonly string[] =>
    Object.keys(given)
      .filter((name) => !known.includes(name))
      .map((name) => `unknown ${kind}: ${name}`);
  const isOurs = (uses: string): boolean => uses.includes('exalate-secret-action') || uses.startsWith('$/');
  const inSteps = job.steps.flatMap((one) => {
    const used = findAction(one);
    if (used !== undefined) return unknownIn(one.with, Object.keys(used.inputs), 'input');
    return isOurs(one.uses) ? [`unknown action: ${one.uses}`] : [];
  });
  if (called !== undefined) {
    return [
      ...unknownIn(job.with, Object.keys(called.inputs), 'input'),
      ...unknownIn(job.secrets, called.secrets, 'secret'),
    ];
  }
  return isOurs(job.uses ?? '') ? [`unknown workflow: ${job.uses ?? ''}`] : inSteps;
}

const workflowKeys = ['name', 'run-name', 'on', 'permissions', 'env', 'concurrency', 'defaults', 'jobs'];
const eventKeys = ['schedule', 'workflow_dispatch', 'workflow_call'];
const jobKeys = ['needs', 'runs-on', 'strategy', 'outputs', 'steps', 'secrets'];
const stepKeys = ['id', 'if', 'uses', 'run', 'with', 'shell'];

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
  const [path] = [...actions].find(knowsAll) ?? [...actions].find(isInput) ?? [];
  if (path === undefined) throw new Error(`Nothing in a workflow begins with ${first}.`);
  const used = path === '.' ? ours : { uses: `org/exalate-secret-action/${path}@v1` };
  return createWorkflow({ job: { steps: [{ ...used, with: given }] } });
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
