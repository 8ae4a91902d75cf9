import { describe, expect, test } from '@jest/globals';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import * as v from 'valibot';
import { parse } from 'yaml';
import { action, read, reportAction, workflows } from '../helpers/repository.ts';

const step = v.object({
  id: v.optional(v.string()),
  if: v.optional(v.string()),
  uses: v.optional(v.string(), ''),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown()), {}),
});
const workflowShape = v.object({
  jobs: v.record(
    v.string(),
    v.object({
      permissions: v.record(v.string(), v.string()),
      uses: v.optional(v.string()),
      with: v.optional(v.record(v.string(), v.unknown()), {}),
      strategy: v.optional(v.unknown()),
      concurrency: v.optional(v.object({ group: v.string() })),
      steps: v.optional(v.array(step), []),
    }),
  ),
});

type Job = v.InferOutput<typeof workflowShape>['jobs'][string];

const actions: ReadonlyMap<string, typeof action> = new Map([
  ['org/exalate-secret-action@v1', action],
  ['org/exalate-secret-action/report@v1', reportAction],
]);

function readJobs(text: string): readonly Job[] {
  return Object.values(v.parse(workflowShape, parse(text)).jobs);
}

/** The `retire-after` of a fleet: where a person puts the value into Exalate, only an acknowledgement removes the older secrets. */
const unlessHandOver = "${{ matrix.entry.hand-over && 'never' || '14 days' }}";

function opensIssue({ steps }: Job): boolean {
  return steps.some(({ with: given }) => given['hand-over-issue'] === true);
}

describe.each(workflows)('the workflow $name', ({ name, text }) => {
  const jobs = readJobs(text);
  const steps = jobs.flatMap((job) => job.steps);
  const ours = steps.flatMap((one) => {
    const used = actions.get(one.uses);
    return used === undefined ? [] : [{ ...one, used }];
  });

  test('is valid for GitHub’s own parser', async () => {
    const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    if (value === undefined) throw new Error('it is empty');
    const template = await convertWorkflowTemplate(context, value);
    expect(template.errors ?? []).toEqual([]);
  });

  test('gives this action its required inputs, and only inputs that it has', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const { with: given, used } of ours) {
      const required = Object.entries(used.inputs).flatMap(([input, one]) => (one.required ? [input] : []));
      expect(Object.keys(used.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
    }
  });

  test('names the application by an ID: anyone in the tenant can register another one with its name', () => {
    for (const { with: given } of ours) {
      if (!('application' in given)) continue;
      expect(given['application']).toMatch(
        /^\$\{\{ (vars\.EXALATE_APPLICATION_ID|matrix\.[\w-]+\.(object|application)-id) \}\}$/,
      );
    }
  });

  test('removes no secret that may still be in use in Exalate', () => {
    for (const { with: given, used } of ours) {
      if (used === reportAction) continue; // It removes nothing.
      expect(['never', unlessHandOver]).toContain(given['retire-after'] ?? 'never');
      if (given['retire-after'] === unlessHandOver)
        expect(given['hand-over-issue']).toBe('${{ matrix.entry.hand-over }}');
    }
  });

  test('gives its jobs only the permission to log in, and to open an issue if they do', () => {
    for (const job of jobs) {
      const { issues, ...rest } = job.permissions;
      const callsShard = job.uses === './.github/workflows/renew-shard.yml';
      const logsIn = callsShard || job.steps.some(({ uses }) => actions.has(uses));
      expect(rest).toEqual(logsIn ? { 'id-token': 'write' } : {});
      expect(issues).toBe(issues === undefined ? undefined : 'write');
      const mayOpenIssue = job.steps.some(
        ({ run = '', with: given }) => run.includes('/issues" -f title=') || 'hand-over-issue' in given,
      );
      expect(issues === undefined || mayOpenIssue || callsShard).toBe(true);
    }
  });

  test('never runs twice at the same time, unless another workflow calls it', () => {
    const shape = v.object({ concurrency: v.object({ group: v.string() }) });
    expect(v.is(shape, parse(text))).toBe(!text.includes('workflow_call:'));
  });

  test('uses only outputs that this action has', () => {
    for (const { id, used } of ours) {
      const asked = [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].filter(([, of]) => of === id);
      const outputs = asked.map(([, , output = '']) => output);
      expect(Object.keys(used.outputs)).toEqual(expect.arrayContaining(outputs));
    }
  });
});

const handOverWorkflows = workflows.filter(({ text }) => readJobs(text).some(opensIssue));

test('the examples for a person who updates Exalate open a hand-over issue', () => {
  const names = handOverWorkflows.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['examples/encrypted-file.yml', 'examples/key-vault.yml']));
});

describe.each(handOverWorkflows)('the workflow $name, which opens a hand-over issue,', ({ text }) => {
  const jobs = readJobs(text).filter(opensIssue);
  const steps = jobs.flatMap((job) => job.steps);
  const ours = steps.filter(({ with: given }) => given['hand-over-issue'] === true);

  test('may write issues', () => {
    expect(jobs.map(({ permissions }) => permissions['issues'])).toEqual(jobs.map(() => 'write'));
  });

  const checkbox = v.object({
    description: v.string(),
    type: v.literal('boolean'),
    default: v.literal(false),
  });

  test('runs by schedule, and by hand with the inputs that the issue and the documents name', () => {
    const shape = v.object({
      on: v.object({
        schedule: v.array(v.object({ cron: v.string() })),
        workflow_dispatch: v.object({
          inputs: v.strictObject({
            acknowledge: v.object({ description: v.string(), type: v.literal('string') }),
            compromised: v.object({ description: v.string(), type: v.literal('string') }),
            'renew-now': checkbox,
            'dry-run': checkbox,
          }),
        }),
      }),
    });
    expect(v.is(shape, parse(text))).toBe(true);
  });

  test('passes the acknowledgement and the compromised key IDs on, renews a secret early on request, and can run without a change', () => {
    for (const { with: given } of ours) {
      expect(given['acknowledge']).toBe('${{ inputs.acknowledge }}');
      expect(given['compromised']).toBe('${{ inputs.compromised }}');
      expect(given['dry-run']).toBe('${{ inputs.dry-run }}');
      expect(given['renew-within']).toMatch(/^\$\{\{ !inputs\.renew-now && '\d+ days' \|\| '' \}\}$/);
    }
  });
});

test.each(handOverWorkflows.filter(({ text }) => text.includes('encrypted-file:')))(
  '$name keeps the encrypted file of a new secret, also after an error, for longer than `renew-within`',
  ({ text }) => {
    const steps = readJobs(text).flatMap((job) => job.steps);
    const ours = steps.find(({ with: given }) => 'encrypted-file' in given);
    const upload = steps.find(({ uses }) => uses.startsWith('actions/upload-artifact@'));
    const renewWithin = v.parse(v.string(), ours?.with['renew-within']);
    const [, renewWithinDays] = /'(\d+) days'/.exec(renewWithin) ?? [];
    expect(upload?.if).toBe(`always() && steps.${ours?.id ?? ''}.outputs.rotated == 'true'`);
    expect(upload?.with['path']).toBe(ours?.with['encrypted-file']);
    expect(upload?.with['retention-days']).toBeGreaterThan(Number(renewWithinDays));
  },
);

describe('the workflows for a fleet', () => {
  const [caller, called] = ['report', 'renew-shard'].map((name) => read(`examples/${name}.yml`));
  const calledInputs = v.object({
    on: v.object({ workflow_call: v.object({ inputs: v.record(v.string(), v.unknown()) }) }),
  });
  const durations = (text = ''): ReadonlySet<string> =>
    new Set(readJobs(text).flatMap(({ steps }) => steps.flatMap(({ with: given }) => findDurations(given))));

  test('pass to the called workflow exactly the inputs that it has', () => {
    const { inputs } = v.parse(calledInputs, parse(called ?? '')).on.workflow_call;
    const given = readJobs(caller ?? '').flatMap(({ with: one }) => Object.keys(one));
    expect(given.toSorted()).toEqual(Object.keys(inputs).toSorted());
  });

  test('report with the times with which they renew and retire', () => {
    expect(durations(caller)).toEqual(new Set(['90 days', '14 days']));
    expect(durations(called)).toEqual(durations(caller));
    expect(caller).toContain('RETIRE_AFTER_DAYS: 14 ');
  });

  test('run one job at a time for each application, in a group that no workflow has', () => {
    const [job] = readJobs(called ?? '');
    expect(job?.concurrency?.group).toBe('client-secret-of-${{ matrix.entry.application-id }}');
    expect(caller).not.toContain('client-secret-of-');
  });

  test('take what people enter, and names from Entra ID, through variables, never in a script', () => {
    const scripts = [caller, called].flatMap((text) => readJobs(text ?? '')).flatMap(({ steps }) => steps);
    const texts = scripts.flatMap(({ run }) => run ?? []);
    expect(texts).toHaveLength(2);
    for (const script of texts) expect(script).not.toContain('${{');
  });
});

/** The durations in days among the inputs `due-within`, `renew-within` and `retire-after`. */
function findDurations(given: Readonly<Record<string, unknown>>): readonly string[] {
  return ['due-within', 'renew-within', 'retire-after'].flatMap(
    (name) => /\d+ days/.exec(JSON.stringify(given[name] ?? '')) ?? [],
  );
}
