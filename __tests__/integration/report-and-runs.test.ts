import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runReport } from '../../src/report/main.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import { prepareRun, RememberingToolkit, runRotation, type FastClock } from '../helpers/in-sandbox.ts';
import { retiredKeyIds, useTimeline } from '../helpers/timeline.ts';

const day = 86_400_000;
const retireAfter = '7 days';

const reportFile = join(tmpdir(), `report-${process.pid}.json`);

let sandbox: Sandbox;
let clock: FastClock;

useTimeline((startedSandbox, startedClock) => {
  sandbox = startedSandbox;
  clock = startedClock;
});

afterAll(() => rm(reportFile, { force: true }));

const advanceDays = (days: number): Promise<void> => clock.sleep(days * day);

const entries = v.array(
  v.object({
    'object-id': v.string(),
    reasons: v.array(v.string()),
    'key-id': v.string(),
    'lineage-description': v.nullable(v.string()),
  }),
);
type Entry = v.InferOutput<typeof entries>[number];

/** The entries of the report's output `due`. */
async function report(): Promise<readonly Entry[]> {
  const toolkit = new RememberingToolkit();
  const inputs: Readonly<Record<string, string>> = {
    'tenant-id': sandbox.tenant.tenantId,
    'client-id': sandbox.tenant.workload.appId,
    'due-within': '30 days',
    'retire-after': retireAfter,
    'report-file': reportFile,
  };
  toolkit.getInput = (name) => inputs[name] ?? '';
  const folders = { GITHUB_WORKSPACE: tmpdir(), RUNNER_TEMP: tmpdir() };
  await runReport(toolkit, { ...sandbox.environment, ...folders }, clock);
  return v.parse(entries, JSON.parse(toolkit.outputs['due'] ?? ''));
}

/** The run that a job matrix starts for an application. */
function run(application: string, description: string): Promise<Outcome> {
  const inputs = {
    application,
    description,
    expires: '180 days',
    'renew-within': '30 days',
    'retire-after': retireAfter,
    'repository-secret': 'EXALATE_CLIENT_SECRET',
  };
  return runRotation(prepareRun(sandbox, inputs, clock));
}

/** Runs what the report asks for. There is one application at most. */
async function reportAndRun(): Promise<readonly [Entry, Outcome] | undefined> {
  const [entry] = await report();
  return entry && [entry, await run(entry['object-id'], entry['lineage-description'] ?? '')];
}

test('a job for each entry of the report renews and retires: nothing is due afterwards', async () => {
  const first = await run('Exalate', 'Ticket sync');
  await advanceDays(149);
  expect(await report()).toEqual([]);

  await advanceDays(2);
  const [expiring, renewed] = (await reportAndRun()) ?? [];
  expect(expiring).toMatchObject({
    reasons: ['expires'],
    'key-id': first.secret.keyId,
    'lineage-description': 'Ticket sync',
  });
  expect(renewed?.plan.kind).toBe('add');
  expect(await report()).toEqual([]);

  await advanceDays(6);
  expect(await report()).toEqual([]);

  await advanceDays(2);
  const [superseded, cleaned] = (await reportAndRun()) ?? [];
  expect(superseded).toMatchObject({ reasons: ['superseded'], 'key-id': renewed?.secret.keyId });
  expect(cleaned && [cleaned.plan.kind, retiredKeyIds(cleaned)]).toEqual(['keep', [first.secret.keyId]]);
  expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
  expect(await report()).toEqual([]);
});

test('a job for a secret made by hand continues the lineage of the application, so it adds nothing', async () => {
  await run('Exalate', 'Ticket sync');
  await advanceDays(1);
  sandbox.tenant.keep(
    sandbox.tenant.application('Exalate'),
    makePassword(
      { displayName: 'made by hand', endDateTime: new Date(sandbox.tenant.now() + 9 * day).toISOString() },
      sandbox.tenant.now(),
    ),
  );
  const [entry, outcome] = (await reportAndRun()) ?? [];
  expect(entry).toMatchObject({ reasons: ['expires'], 'lineage-description': 'Ticket sync' });
  expect(outcome?.plan.kind).toBe('keep');
});
