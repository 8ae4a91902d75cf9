import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { findAction, readCalled } from '../helpers/own-actions.ts';
import { documents, filesIn, read, relativeLinks, reportAction, workflows } from '../helpers/repository.ts';
import { readJobs, readWorkflowText, type JobText, type StepText } from '../helpers/workflow-shape.ts';
import { findDurations } from '../helpers/workflow-text.ts';

/** The `retire-after` of a fleet: where a person puts the value into Exalate, only an acknowledgement removes the older secrets. */
const unlessHandOver = "${{ matrix.entry.hand-over && 'never' || '14 days' }}";

/** Inputs that a workflow gives: to this action or its report in a step, or to a workflow that it calls. */
interface Given {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly isReport: boolean;
}

/** The steps of a job that use this action or its report. */
function ownSteps({ steps }: JobText): readonly StepText[] {
  return steps.filter((step) => findAction(step) !== undefined);
}

function findGiven(job: JobText): readonly Given[] {
  const called = readCalled(job);
  const inSteps = ownSteps(job).map((step) => ({
    inputs: step.with,
    isReport: findAction(step) === reportAction,
  }));
  return called === undefined ? inSteps : [{ inputs: job.with, isReport: false }, ...inSteps];
}

function opensIssue({ inputs }: Given): boolean {
  return inputs['hand-over-issue'] === true;
}

describe.each(workflows)('the workflow $name', ({ name, text }) => {
  const jobs = readJobs(text);
  const given = jobs.flatMap(findGiven);

  test('uses this action', () => {
    expect(given.length).toBeGreaterThan(0);
  });

  test('names the application by an ID: anyone in the tenant can register another one with its name', () => {
    for (const { inputs } of given) {
      if (!('application' in inputs)) continue;
      expect(inputs['application']).toMatch(
        /^(\$\{\{ (vars\.EXALATE_APPLICATION_ID|inputs\.application|matrix\.[\w-]+\.(object|application)-id) \}\}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
      );
    }
  });

  test('removes no secret that may still be in use in Exalate', () => {
    for (const { inputs, isReport } of given) {
      if (isReport) continue; // It removes nothing.
      expect(['never', unlessHandOver]).toContain(inputs['retire-after'] ?? 'never');
      if (inputs['retire-after'] === unlessHandOver)
        expect(inputs['hand-over-issue']).toBe('${{ matrix.entry.hand-over }}');
    }
  });

  test('gives its jobs only the permission to log in, and to open an issue if they do', () => {
    for (const job of jobs) {
      const called = readCalled(job);
      const { issues, ...rest } = job.permissions;
      const logsIn = called !== undefined || ownSteps(job).length > 0;
      expect(rest).toEqual(logsIn ? { 'id-token': 'write' } : {});
      const mayOpenIssue =
        called !== undefined ||
        job.steps.some(
          ({ run = '', with: inputs }) => run.includes('/issues" -f title=') || 'hand-over-issue' in inputs,
        );
      expect(issues).toBe(mayOpenIssue ? 'write' : undefined);
    }
  });

  test('never runs twice at the same time, and never waits for a group that it is in already', () => {
    const { concurrency } = readWorkflowText(text);
    if (text.includes('workflow_call:')) expect(concurrency).toBeUndefined();
    for (const job of jobs) {
      const called = readCalled(job);
      const groups = [
        ...Object.values(called?.workflow.jobs ?? {}).map((one) => one.concurrency?.group),
        job.concurrency?.group,
        concurrency?.group,
      ].filter((group) => group !== undefined);
      expect(new Set(groups).size).toBe(groups.length);
      if (findGiven(job).length > 0) expect(groups.length).toBeGreaterThan(0);
    }
  });

  const startShape = v.object({
    on: v.object({
      workflow_dispatch: v.nullish(v.object({ inputs: v.record(v.string(), v.unknown()) })),
      schedule: v.optional(v.array(v.object({ cron: v.string() })), []),
    }),
  });
  const start = v.parse(startShape, parse(text)).on;

  test('passes on what a person can enter', () => {
    for (const input of Object.keys(start.workflow_dispatch?.inputs ?? {})) {
      expect(text).toMatch(new RegExp(`inputs\\.${input}\\b`));
    }
  });

  test.each(['acknowledge', 'compromised'])(
    'passes the key ID for `%s` on to each job, or to none',
    (input) => {
      const values = given.filter(({ isReport }) => !isReport).map(({ inputs }) => inputs[input]);
      const passed = values.filter((value) => value !== undefined);
      expect([0, values.length]).toContain(passed.length);
      for (const value of passed)
        expect(value).toMatch(/^\$\{\{ (inputs|matrix\.entry)\.\w+( \|\| '')? \}\}$/);
    },
  );

  test('runs daily and renews as all others do, except in a fleet', () => {
    const isFleet = ['examples/report.yml', 'examples/renew-shard.yml', 'examples/watch.yml'].includes(name);
    if (isFleet || start.schedule.length === 0) return;
    expect(start.schedule).toEqual([{ cron: '17 4 * * *' }]);
    for (const { inputs, isReport } of given) {
      if (isReport) continue;
      expect(inputs['expires'] ?? '180 days').toBe('180 days');
      expect(inputs['renew-within'] ?? '60 days').toContain('60 days');
    }
  });
});

const handOverWorkflows = workflows.filter(({ text }) => readJobs(text).flatMap(findGiven).some(opensIssue));

test.each(workflows.filter(({ name }) => name.startsWith('examples/')))(
  '$name says first for whom it is, and which settings it reads',
  ({ name, text }) => {
    const [head = ''] = /^(#.*\n)+/.exec(text) ?? [];
    expect(head).toMatch(/^# For /);
    const called = readJobs(text).map((job) => readCalled(job)?.text ?? '');
    const variables = [text, ...called].flatMap((one) => [...one.matchAll(/\bvars\.(\w+)/g)]);
    const secrets = [...text.matchAll(/\bsecrets\.(\w+)/g)];
    const settings = [
      ...variables.map(([, setting = '']) => ['variable', setting]),
      ...secrets.map(([, setting = '']) => ['secret', setting]),
    ];
    const listed = [...head.matchAll(/^# +(variable|secret) +(\w+) /gm)].map(([, ...setting]) => setting);
    const used = name === 'examples/renew-shard.yml' ? [] : settings; // Its caller lists them.
    expect(new Set(listed.map(String))).toEqual(new Set(used.map(String)));
  },
);

test('docs/recipes.md explains each example', () => {
  const linked = relativeLinks('docs/recipes.md').map(({ path }) => path);
  expect(filesIn('examples', '.yml').filter((path) => !linked.includes(path))).toEqual([]);
});

test('the examples for a person who updates Exalate open a hand-over issue', () => {
  const names = handOverWorkflows.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'examples/call-rotate.yml',
      'examples/encrypted-file.yml',
      'examples/key-vault.yml',
    ]),
  );
});

test.each(handOverWorkflows)('$name lets a person acknowledge', ({ text }) => {
  for (const { inputs } of readJobs(text).flatMap(findGiven).filter(opensIssue))
    expect(inputs['acknowledge']).toMatch(/^\$\{\{ inputs\.acknowledge( \|\| '')? \}\}$/);
});

const checkbox = v.object({ description: v.string(), type: v.literal('boolean'), default: v.literal(false) });
const keyId = v.object({ description: v.string(), type: v.literal('string') });

test.each(
  workflows.filter(
    ({ name, text }) =>
      name.startsWith('examples/') && /^ +(key-vault-secret|encrypted-file|[a-z]+-secret): [^$]/m.test(text),
  ),
)('$name can be started by hand with the inputs that the issue and the documents name', ({ text }) => {
  const shape = v.object({
    on: v.object({
      schedule: v.array(v.object({ cron: v.string() })),
      workflow_dispatch: v.object({
        inputs: v.strictObject({
          acknowledge: keyId,
          compromised: keyId,
          'renew-now': checkbox,
          'dry-run': checkbox,
        }),
      }),
    }),
  });
  expect(v.safeParse(shape, parse(text)).issues).toBeUndefined();
});

test.each(
  [...filesIn('examples', '.yml'), ...filesIn('.github/workflows', '.yml'), ...documents].filter((path) =>
    read(path).includes('workflow_dispatch:'),
  ),
)('%s begins the labels of inputs with their names: GitHub shows only the descriptions', (path) => {
  const declared = [...read(path).matchAll(/^ *([a-z-]+):\n +description: '?(.*)/gm)];
  for (const [, input = '', description] of declared) {
    expect(description).toMatch(new RegExp(`^${input.replaceAll('-', '[- ]')}: `, 'i'));
  }
});

test.each(workflows.filter(({ text }) => text.includes('encrypted-file:')))(
  '$name keeps the encrypted file of a new secret, also after an error, for longer than `renew-within`',
  ({ text }) => {
    const steps = readJobs(text).flatMap((job) => job.steps);
    const ours = steps.find(({ with: given }) => 'encrypted-file' in given);
    const upload = steps.find(({ uses }) => uses.startsWith('actions/upload-artifact@'));
    const [renewWithinDays = ''] = findDurations(ours?.with ?? {}).map((time) => time.replace(' days', ''));
    expect(upload?.if).toMatch(/^always\(\) && (inputs\.encrypt-to && )?steps\./);
    expect(upload?.if).toContain(` steps.${ours?.id ?? ''}.outputs.rotated == 'true'`);
    expect(String(ours?.with['encrypted-file'])).toContain(String(upload?.with['path']));
    expect(upload?.with['retention-days']).toBeGreaterThan(Number(renewWithinDays));
    // One run can call a workflow for several applications. Artifacts of a run need different names.
    if (text.includes('workflow_call:')) {
      expect(upload?.with['name']).toContain(`steps.${ours?.id ?? ''}.outputs.application-id`);
    }
  },
);
