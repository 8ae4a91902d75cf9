import * as v from 'valibot';
import type { JobText } from '../../helpers/workflow-shape.ts';
import type { Rule } from './rule.ts';

export const jobTimeouts: Rule = {
  name: 'job-timeouts',
  find: ({ jobs }) =>
    jobs
      .filter(({ job }) => job.uses === undefined && typeof job['timeout-minutes'] !== 'number')
      .map(({ path }) => ({ path, message: 'set `timeout-minutes`: the default is six hours' })),
};

/** A job that calls a workflow relies on the concurrency of that workflow. */
export const statedConcurrency: Rule = {
  name: 'stated-concurrency',
  find: ({ workflow, jobs }) => {
    const groups = [
      { path: ['concurrency'], concurrency: workflow.concurrency },
      ...jobs.map(({ path, job }) => ({ path: [...path, 'concurrency'], concurrency: job.concurrency })),
    ];
    const unstated = groups
      .filter(({ concurrency: one }) => one !== undefined && one['cancel-in-progress'] === undefined)
      .map(({ path }) => ({ path, message: 'set `cancel-in-progress`' }));
    const without = jobs
      .filter(({ job }) => (job.uses ?? job.concurrency ?? workflow.concurrency) === undefined)
      .map(({ path }) => ({ path, message: 'set `concurrency` for the workflow or the job' }));
    return [...unstated, ...without];
  },
};

/** A failed check must fail its job. The exception is a step that must fail: a later step of the job reads its outcome. */
export const noContinueOnError: Rule = {
  name: 'no-continue-on-error',
  find: ({ jobs, steps, textsIn }) =>
    [
      ...jobs.filter(({ job }) => job['continue-on-error'] !== undefined),
      ...steps.filter(({ path, step }) => {
        const [section = '', job = ''] = path;
        const isRead = textsIn([section, job, 'steps']).some(
          (one) => step.id !== undefined && one.text.includes(`steps.${step.id}.outcome`),
        );
        return step['continue-on-error'] !== undefined && !isRead;
      }),
    ].map(({ path }) => ({
      path: [...path, 'continue-on-error'],
      message:
        'remove `continue-on-error`, which hides a failure, or check `steps.ID.outcome` in a later step',
    })),
};

/** The ruleset requires only this job, so it must depend on all others. */
export const allPassedNeedsAll: Rule = {
  name: 'all-passed-needs-all',
  find: ({ jobs }) =>
    jobs
      .filter(({ id }) => id === 'all-passed')
      .flatMap(({ path, job }) => {
        const missing = jobs
          .map(({ id }) => id)
          .filter((id) => id !== 'all-passed' && !job.needs.includes(id));
        const always = /^(\$\{\{ )?always\(\)( \}\})?$/.test(job.if ?? '');
        return [
          ...missing.map((id) => ({ path: [...path, 'needs'], message: `add ${id} to \`needs\`` })),
          ...(always
            ? []
            : [{ path: [...path, 'if'], message: 'write `if: always()`: a skipped job counts as passed' }]),
        ];
      }),
};

const labels = v.union([
  v.pipe(
    v.string(),
    v.transform((label) => [label]),
  ),
  v.array(v.string()),
]);
const matrixShape = v.record(v.string(), v.unknown());

/** Self-hosted runners can keep what a job leaves behind. */
export const hostedRunners: Rule = {
  name: 'hosted-runners',
  find: ({ jobs }) =>
    jobs
      .filter(({ job }) => job.uses === undefined && !runnersOf(job).every(isHosted))
      .map(({ path }) => ({
        path: [...path, 'runs-on'],
        message: 'use a GitHub-hosted runner: ubuntu, windows or macos, or a list of them in the matrix',
      })),
};

function isHosted(label: string): boolean {
  return /^(ubuntu|windows|macos)-[\w.-]+$/.test(label);
}

/** The runner labels of a job, including all values of a matrix. */
export function runnersOf({ 'runs-on': given, strategy }: JobText): readonly string[] {
  const direct = v.safeParse(labels, given);
  if (!direct.success) return ['unknown'];
  const matrix = v.safeParse(matrixShape, strategy.matrix);
  return direct.output.flatMap((label) => {
    const [, name] = /^\$\{\{ matrix\.([\w-]+) \}\}$/.exec(label) ?? [];
    if (name === undefined) return [label];
    const values = v.safeParse(v.array(v.string()), matrix.success ? matrix.output[name] : undefined);
    return values.success ? values.output : ['unknown'];
  });
}
