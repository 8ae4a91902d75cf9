import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Application } from '../../sandbox/services/entra/application.ts';
import type { NewPassword } from '../../sandbox/services/entra/passwords.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { codeBlocks, read } from '../helpers/repository.ts';
import { evaluateConcurrencyGroup, playWorkflow, type PlayedStep } from '../helpers/workflow-player.ts';

const day = 86_400_000;
const vaultUrl = 'https://exalate-vault.vault.azure.net/secrets';

/** A tenant with many applications, and a repository with the workflows of examples/ for them. */
interface Fleet {
  readonly sandbox: Sandbox;
  /** Lets so many days pass. */
  readonly advanceDays: (days: number) => void;
  /** Adds an application whose client secrets started 100 days ago and end in so many days. */
  readonly add: (name: string, secrets: Readonly<Record<string, number>>) => Application;
  /** Runs report.yml with this value of EXALATE_FLEET. */
  readonly run: (targets: unknown, options?: RunOptions) => Promise<readonly PlayedStep[]>;
  /** Runs watch.yml. */
  readonly watch: () => Promise<readonly PlayedStep[]>;
}

interface RunOptions {
  /** What a person enters; undefined when the schedule starts the run. */
  readonly dispatched?: Readonly<Record<string, string | boolean>>;
  readonly jobs?: readonly string[];
}

async function inFleet(work: (fleet: Fleet) => Promise<void>): Promise<void> {
  let passed = 0;
  let runId = 7000;
  const sandbox = await startSandbox({ now: () => Date.now() + passed });
  const { github, tenant } = sandbox;
  github.setJobPermissions({ issues: 'write' });
  const play = (
    file: string,
    EXALATE_FLEET: string,
    options: RunOptions = {},
  ): Promise<readonly PlayedStep[]> => {
    runId += 1;
    github.startRun({
      id: runId,
      eventName: options.dispatched === undefined ? 'schedule' : 'workflow_dispatch',
      triggeringActor: 'alice',
      workflowPath: `.github/workflows/${file}`,
    });
    const vars = { AZURE_TENANT_ID: tenant.tenantId, AZURE_CLIENT_ID: tenant.workload.appId, EXALATE_FLEET };
    return playWorkflow(sandbox, { file, vars, ...options });
  };
  const dayFromNow = (days: number): string => new Date(tenant.now() + days * day + 3_600_000).toISOString();
  try {
    await work({
      sandbox,
      advanceDays: (days) => {
        passed += days * day;
      },
      add(displayName, secrets) {
        const credentials = Object.entries(secrets).map(([name, ends]): NewPassword => ({
          displayName: name,
          startDateTime: dayFromNow(-100),
          endDateTime: dayFromNow(ends),
        }));
        return tenant.addApplication({ displayName, credentials });
      },
      run: (targets, options) =>
        play('report.yml', typeof targets === 'string' ? targets : JSON.stringify(targets), options),
      watch: () => play('watch.yml', ''),
    });
    expect(sandbox.violations).toEqual([]);
  } finally {
    await sandbox.close();
  }
}

const keyIdsOf = ({ sandbox }: Fleet, { appId }: Application): readonly string[] =>
  sandbox.tenant.secretsOf(appId).map(({ keyId }) => keyId);

/** The jobs that renew-shard.yml ran: the application, and what the run did. */
const jobsIn = (steps: readonly PlayedStep[]): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    steps
      .filter(({ name }) => name.endsWith(': Renew or remove client secrets'))
      .map(({ name, outputs }) => [name.replace(/: [^:]*$/, ''), outputs['actions-due']]),
  );

const stepIn = (steps: readonly PlayedStep[], name: string): PlayedStep => {
  const found = steps.find((step) => step.name === name);
  if (found === undefined)
    throw new Error(`there is no step ${name} among ${steps.map((one) => one.name).join(', ')}`);
  return found;
};

const expectSuccess = (steps: readonly PlayedStep[]): void => {
  expect(steps.filter(({ outcome }) => outcome === 'failure')).toEqual([]);
};

describe('the fleet workflow', () => {
  test('renews, retires, hands over and reminds, one description for each application, and leaves the rest to people', () =>
    inFleet(async (fleet) => {
      const { sandbox, advanceDays, add, run } = fleet;
      const { tenant, github } = sandbox;
      const payroll = add('Payroll: "R&D" #1', { 'made by hand': 30 });
      const crm = add('Crm', { 'made by hand': 40 });
      const wiki = add('Wiki | `$(id)` ::add-mask::x', { 'made by hand': 20 });
      const billing = add('Billing', { 'Billing [acme/other r3vq7m2k9x4td8wh run 1.1 aaaaaa]': 25 });
      const created = add('Created today', {});
      const [payrollManual = ''] = keyIdsOf(fleet, payroll);
      const [crmManual = ''] = keyIdsOf(fleet, crm);
      const targets = {
        [payroll.appId.toUpperCase()]: {
          'key-vault-secret': `${vaultUrl}/payroll`,
          adopt: [payrollManual.toUpperCase()],
        },
        [crm.appId]: { 'key-vault-secret': `${vaultUrl}/crm`, 'hand-over': true, adopt: [crmManual] },
        [billing.appId]: `${vaultUrl}/billing`,
        [created.appId]: `${vaultUrl}/created`,
      };
      const issues = () => github.repository('acme/ops').issues.all;

      const dry = await run(targets, { dispatched: { 'dry-run': true, acknowledge: '' } });
      expectSuccess(dry);
      expect(jobsIn(dry)).toEqual({
        'Payroll: "R&D" #1': '["renew"]',
        Crm: '["renew","hand-over"]',
        [created.appId]: '["renew"]',
      });
      expect(issues()).toEqual([]);
      expect(tenant.mintedSecrets).toHaveLength(4);

      const first = await run(targets);
      expectSuccess(first);
      expect(jobsIn(first)).toEqual(jobsIn(dry));
      expect(first.flatMap(({ group }) => group ?? [])).toEqual([
        `client-secret-of-${payroll.appId}`,
        `client-secret-of-${crm.appId}`,
        `client-secret-of-${created.appId}`,
      ]);
      const descriptions = [payroll, crm, created].map(({ appId }) =>
        tenant.secretsOf(appId).at(-1)?.displayName?.replace(/ \[.*/, ''),
      );
      expect(descriptions).toEqual(['Payroll R D 1', 'Crm', created.appId]);
      expect(sandbox.keyVault('exalate-vault').secrets.size).toBe(3);
      const selected = stepIn(first, 'report: Select the applications');
      expect(selected.log).toContain('::warning title=Due without a job::');
      expect(selected.log).not.toContain('add-mask');
      const [forPeople, handOver] = issues();
      const rows = [
        `| 20 | \` Wiki    $(id)  ::add-mask::x \` | ${wiki.appId} | It is not in EXALATE_FLEET. |`,
        `| 25 | \` Billing \` | ${billing.appId} | The workflow of another repository renews it. |`,
      ];
      const table = stepIn(first, 'tell: Open, update or close the issue').summary;
      expect(table.match(/^\| \d.*$/gm)).toEqual(rows);
      expect(forPeople?.body?.match(/^\| \d.*$/gm)).toEqual(rows);
      const [, crmNew = ''] = keyIdsOf(fleet, crm);
      expect(handOver?.body).toContain(
        `gh workflow run report.yml --repo acme/ops --ref main --field acknowledge=${crmNew}`,
      );

      advanceDays(3);
      const waiting = await run(targets);
      expectSuccess(waiting);
      expect(jobsIn(waiting)).toEqual({});
      expect(issues()).toHaveLength(2);

      advanceDays(5);
      expect(jobsIn(await run(targets))).toEqual({ 'Payroll: "R&D" #1': '["retire"]' });
      expect(keyIdsOf(fleet, payroll)).not.toContain(payrollManual);

      advanceDays(19);
      expect(jobsIn(await run(targets))).toEqual({ Crm: '[]' });
      expect(issues()[1]?.comments).toHaveLength(1);

      const acknowledged = await run(targets, { dispatched: { acknowledge: crmNew, 'dry-run': false } });
      expectSuccess(acknowledged);
      expect(jobsIn(acknowledged)).toEqual({ Crm: '["retire"]' });
      expect(keyIdsOf(fleet, crm)).toEqual([crmNew]);
      expect(issues()[1]).toMatchObject({ isOpen: false, stateReason: 'completed' });

      advanceDays(100);
      const [payrollOld = ''] = keyIdsOf(fleet, payroll);
      const renewed = await run(targets);
      expect(jobsIn(renewed)).toEqual({
        'Payroll: "R&D" #1': '["renew"]',
        Crm: '["renew","hand-over"]',
        'Created today': '["renew"]',
      });
      advanceDays(8);
      expect(jobsIn(await run(targets))).toEqual({
        'Payroll: "R&D" #1': '["retire"]',
        'Created today': '["retire"]',
      });
      expect(keyIdsOf(fleet, payroll)).toHaveLength(1);
      expect(keyIdsOf(fleet, payroll)).not.toContain(payrollOld);
      expect(keyIdsOf(fleet, created)).toHaveLength(1);
      expect(keyIdsOf(fleet, crm)).toHaveLength(2);
      expect(keyIdsOf(fleet, wiki)).toHaveLength(1);
      expect(keyIdsOf(fleet, billing)).toHaveLength(1);
    }));

  test('reminds people of a hand-over once a day before the older secret of its lineage expires, and not before', () =>
    inFleet(async (fleet) => {
      const { advanceDays, add, run, sandbox } = fleet;
      const crm = add('Crm', {});
      const targets = { [crm.appId]: { 'key-vault-secret': `${vaultUrl}/crm`, 'hand-over': true } };
      await run(targets);
      advanceDays(121);
      expect(jobsIn(await run(targets))).toEqual({ Crm: '["renew","hand-over"]' });
      const comments = () => sandbox.github.repository('acme/ops').issues.all.at(-1)?.comments.length;
      advanceDays(40);
      expect(jobsIn(await run(targets))).toEqual({});
      advanceDays(6);
      expect(jobsIn(await run(targets))).toEqual({ Crm: '[]' });
      expect(comments()).toBe(1);
      expect(keyIdsOf(fleet, crm)).toHaveLength(2);
    }));

  test('tells people which secret to adopt when it has replaced one that was added by hand', () =>
    inFleet(async ({ add, run, advanceDays }) => {
      const payroll = add('Payroll', { 'made by hand': 30 });
      const targets = { [payroll.appId]: `${vaultUrl}/payroll` };
      expect(jobsIn(await run(targets))).toEqual({ Payroll: '["renew"]' });
      advanceDays(9);
      const next = await run(targets);
      expect(jobsIn(next)).toEqual({});
      expect(stepIn(next, 'tell: Open, update or close the issue').summary).toContain(
        'To have this one removed, add its key ID to `adopt`.',
      );
    }));

  test('closes the issue for people when nothing is left for them, and reopens none of theirs', () =>
    inFleet(async ({ add, run, advanceDays, sandbox }) => {
      const wiki = add('Wiki', { 'made by hand': 20 });
      await run({});
      await run({});
      const issues = () => sandbox.github.repository('acme/ops').issues.all;
      expect(issues()).toMatchObject([{ title: 'Client secrets that no workflow renews', isOpen: true }]);
      await run({ [wiki.appId]: `${vaultUrl}/wiki` });
      expect(issues()).toMatchObject([{ isOpen: false }]);
      advanceDays(1);
      await run({});
      expect(issues()).toMatchObject([{ isOpen: false }, { isOpen: true }]);
    }));

  test('starts the most urgent 500 jobs, in shards that fit into a matrix, whatever else is due', () =>
    inFleet(async ({ add, run }) => {
      for (let index = 0; index < 40; index += 1) add(`Unknown ${index}`, { 'made by hand': 1 });
      const applications = Array.from({ length: 520 }, (_, index) =>
        add(`Application ${index}`, { 'made by hand': 2 + (index % 50) }),
      );
      const targets = Object.fromEntries(
        applications.map(({ appId }, index) => [appId, `${vaultUrl}/a${index}`]),
      );
      const steps = await run(targets, { jobs: ['report'] });
      const { outputs, summary } = stepIn(steps, 'report: Select the applications');
      const shape = v.array(v.array(v.object({ 'display-name': v.string() })));
      const shards = v.parse(shape, JSON.parse(outputs['shards'] ?? ''));
      expect(shards.map((shard) => shard.length)).toEqual([256, 244]);
      const started = new Set(shards.flat().map((one) => one['display-name']));
      const urgent = applications.filter((_, index) => index % 50 < 48).map(({ displayName }) => displayName);
      expect(urgent.filter((name) => !started.has(name))).toEqual([]);
      expect(summary).toContain(
        'Jobs: 500. Left for another run because of LIMIT: 20. Due without a job: 40.',
      );
    }));

  test('accepts what the command in docs/fleet.md writes for secrets that were added by hand', () =>
    inFleet(async (fleet) => {
      const { add, run } = fleet;
      const payroll = add('Payroll', { first: 30, second: 50 });
      const crm = add('Crm', { 'Crm [acme/ops r3vq7m2k9x4td8wh run 1.1 aaaaaa]': 25, 'made by hand': 9 });
      const [command = ''] = codeBlocks(read('docs/fleet.md'), 'bash').filter((text) =>
        text.startsWith('jq --arg'),
      );
      const secrets = [payroll, crm].flatMap((application) =>
        keyIdsOf(fleet, application).map((keyId, index) => ({
          'application-id': application.appId,
          'key-id': keyId,
          lineage: application === crm && index === 0 ? 'Crm [r3vq7m2k9x4td8wh]' : null,
        })),
      );
      const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
      await writeFile(join(folder, 'client-secrets.json'), JSON.stringify({ secrets }));
      const variable = execFileSync('bash', ['-ec', command], { cwd: folder, encoding: 'utf8' }).replace(
        'acme-vault',
        'exalate-vault',
      );
      await rm(folder, { recursive: true });
      expect(jobsIn(await run(variable))).toEqual({ Payroll: '["renew"]' });
      expect(Object.keys(v.parse(v.record(v.string(), v.unknown()), JSON.parse(variable)))).toEqual([
        payroll.appId,
      ]);
      expect(variable).toContain(JSON.stringify(keyIdsOf(fleet, payroll)[1]));
    }));

  test('renews when GitHub refuses the issue for people', () =>
    inFleet(async ({ add, run, sandbox }) => {
      add('Wiki', { 'made by hand': 20 });
      const payroll = add('Payroll', { 'made by hand': 30 });
      sandbox.github.setJobPermissions({});
      const steps = await run({ [payroll.appId]: `${vaultUrl}/payroll` });
      expect(stepIn(steps, 'tell: Open, update or close the issue').outcome).toBe('failure');
      expect(jobsIn(steps)).toEqual({ Payroll: '["renew"]' });
    }));

  test('sends one change to Microsoft Graph for each job, and nine requests to GitHub for a hand-over', () =>
    inFleet(async ({ add, run, advanceDays, sandbox }) => {
      const [payroll, crm] = [add('Payroll', {}), add('Crm', {})];
      const targets = {
        [payroll.appId]: `${vaultUrl}/payroll`,
        [crm.appId]: { 'key-vault-secret': `${vaultUrl}/crm`, 'hand-over': true },
      };
      const countRequests = async (): Promise<readonly number[]> => {
        const before = sandbox.requests.length;
        await run(targets);
        const sent = sandbox.requests.slice(before);
        const toGraph = sent.filter(({ host }) => host === 'graph.microsoft.com');
        // One of those to GitHub is that of the job that tells people.
        const toGitHub = sent.filter(({ host }) => host === 'api.github.com').slice(1);
        const changes = [toGraph, toGitHub].map(
          (requests) => requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql').length,
        );
        return [toGraph.length, toGitHub.length, ...changes];
      };
      await run(targets);
      advanceDays(121);
      expect(await countRequests()).toEqual([7, 9, 2, 4]);
      advanceDays(8);
      expect(await countRequests()).toEqual([7, 0, 1, 0]);
    }));

  test.each([
    ['', 'the variable EXALATE_FLEET is not a JSON object'],
    ['{', 'Bad JSON in --slurpfile EXALATE_FLEET'],
    ['[]', 'the variable EXALATE_FLEET is not a JSON object'],
    [{ 'a-b': 1 }, 'EXALATE_FLEET has an invalid value for a-b'],
    [{ 'a-b': { 'hand-over': true } }, 'EXALATE_FLEET has an invalid value for a-b'],
    [{ 'a-b': { 'key-vault-secret': 'x', handover: true } }, 'EXALATE_FLEET has an invalid value for a-b'],
    [{ 'a-b': { 'key-vault-secret': 'x', adopt: 'key' } }, 'EXALATE_FLEET has an invalid value for a-b'],
    [{ a: 'https://v/s/x', b: 'https://v/s/X' }, 'EXALATE_FLEET has several applications for https://v/s/x'],
  ])('starts no job when EXALATE_FLEET is %j', (targets, message) =>
    inFleet(async ({ run }) => {
      const steps = await run(targets);
      expect(stepIn(steps, 'report: Select the applications')).toMatchObject({
        outcome: 'failure',
        log: expect.stringContaining(message),
      });
      expect(jobsIn(steps)).toEqual({});
    }),
  );

  test('starts no job for an acknowledgement of a key ID that no workflow added, or whose application is unknown', () =>
    inFleet(async (fleet) => {
      const { add, run } = fleet;
      const wiki = add('Wiki', { 'made by hand': 20 });
      const targets = { [wiki.appId]: `${vaultUrl}/wiki` };
      const acknowledge = async (keyId = '', known: object = targets): Promise<string> => {
        const steps = await run(known, { dispatched: { acknowledge: keyId, 'dry-run': false } });
        expect(jobsIn(steps)).toEqual({});
        return stepIn(steps, 'report: Select the applications').log;
      };
      expect(await acknowledge(keyIdsOf(fleet, wiki)[0])).toContain('no workflow added a client secret');
      expect(await acknowledge('$(id)')).toContain('no workflow added a client secret');
      await run(targets);
      expect(await acknowledge(keyIdsOf(fleet, wiki)[1], {})).toContain('is not in EXALATE_FLEET');
    }));

  test('waits for its own scheduled runs only: an acknowledgement cancels no run that waits', () => {
    const groupOf = (inputs: object): string => evaluateConcurrencyGroup('report.yml', { inputs });
    expect(groupOf({})).toBe('client-secrets');
    expect(groupOf({ acknowledge: '', 'dry-run': true })).toBe('client-secrets');
    expect(groupOf({ acknowledge: 'key-1' })).toBe('client-secrets-key-1');
  });
});

test('the watching workflow fails when a secret was not renewed in time, with an identity that can only read', () =>
  inFleet(async ({ add, watch, sandbox }) => {
    sandbox.tenant.workload.roles = ['Application.Read.All'];
    add('Payroll', { 'made by hand': 31 });
    expectSuccess(await watch());
    add('Crm', { 'made by hand': 29 });
    const [step] = await watch();
    expect(step?.outcome).toBe('failure');
    expect(step?.log).toContain('secrets-due: Applications due: 1 (expires: 1).');
    expect(
      sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/token')),
    ).toEqual([]);
  }));
