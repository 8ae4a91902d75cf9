import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { inFleet, jobsIn, keyIdsOf, stepIn, testFleet, vaultUrl } from '../helpers/fleet.ts';
import { codeBlocks, read } from '../helpers/repository.ts';
import { evaluateConcurrencyGroup } from '../helpers/workflow-player.ts';

/** For the mistakes in `EXALATE_FLEET`. */
const [id, otherId] = ['f0b0b335-1d71-4c92-8d98-567911bfdca6', '22222222-3333-4444-5555-666666666666'];
const url = `${vaultUrl}/payroll`;

describe('the fleet workflow', () => {
  testFleet('closes the issue for people when nothing is left for them, and opens another one later', () =>
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
    }),
  );

  testFleet(
    'starts as many of the most urgent jobs as LIMIT says, in shards that fit into a matrix, whatever else is due',
    () =>
      inFleet(async ({ add, run }) => {
        for (let index = 0; index < 40; index += 1) add(`Unknown ${index}`, { 'made by hand': 1 });
        const applications = Array.from({ length: 520 }, (_, index) =>
          add(`Application ${index}`, { 'made by hand': 2 + (index % 50) }),
        );
        const targets = Object.fromEntries(
          applications.map(({ appId }, index) => [appId, `${vaultUrl}/a${index}`]),
        );
        const steps = await run(targets, {
          jobs: ['report'],
          edit: (text) => text.replace('LIMIT: 200 ', 'LIMIT: 500 '),
        });
        const { outputs, summary } = stepIn(steps, 'report: Select the applications');
        const shard = v.pipe(v.string(), v.parseJson(), v.array(v.object({ 'display-name': v.string() })));
        const shards = v.parse(v.array(shard), JSON.parse(outputs['shards'] ?? ''));
        expect(shards.map((shard) => shard.length)).toEqual([256, 244]);
        const started = new Set(shards.flat().map((one) => one['display-name']));
        const urgent = applications
          .filter((_, index) => index % 50 < 48)
          .map(({ displayName }) => displayName);
        expect(urgent.filter((name) => !started.has(name))).toEqual([]);
        expect(summary).toContain(
          'Jobs: 500. Left for another run because of LIMIT: 20. Due without a job: 40.',
        );
      }),
  );

  testFleet('accepts what the command in docs/fleet.md writes for secrets that were added by hand', () =>
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
      execFileSync('bash', ['-ec', command], { cwd: folder });
      const written = await readFile(join(folder, 'fleet.json'), 'utf8');
      const variable = written.replace('acme-vault', 'exalate-vault');
      await rm(folder, { recursive: true });
      expect(jobsIn(await run(variable))).toEqual({ Payroll: '["renew"]' });
      expect(Object.keys(v.parse(v.record(v.string(), v.unknown()), JSON.parse(variable)))).toEqual([
        payroll.appId,
      ]);
      expect(variable).toContain(JSON.stringify(keyIdsOf(fleet, payroll)[1]));
    }),
  );

  testFleet(
    'leaves the issue for people as it is when GitHub drops the list, because it contains a secret',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
      const steps = v.object({ steps: v.array(v.object({ run: v.string() })) });
      const { jobs } = v.parse(
        v.object({ jobs: v.object({ tell: steps }) }),
        parse(read('examples/report.yml')),
      );
      const script = jobs.tell.steps.map(({ run }) => run).join('');
      const env = { PATH: process.env['PATH'], SKIPPED: '', GITHUB_STEP_SUMMARY: join(folder, 'summary') };
      const { status, stderr } = spawnSync('bash', ['-ec', script], { cwd: folder, env, encoding: 'utf8' });
      await rm(folder, { recursive: true });
      expect(status).not.toBe(0);
      expect(stderr).toContain('jq: error');
      expect(stderr).not.toContain('GitHub CLI');
    },
  );

  testFleet('renews when GitHub refuses the issue for people', () =>
    inFleet(async ({ add, run, sandbox }) => {
      add('Wiki', { 'made by hand': 20 });
      const payroll = add('Payroll', { 'made by hand': 30 });
      sandbox.github.setJobPermissions({});
      const steps = await run({ [payroll.appId]: `${vaultUrl}/payroll` });
      expect(stepIn(steps, 'tell: Open, update or close the issue').outcome).toBe('failure');
      expect(jobsIn(steps)).toEqual({ Payroll: '["renew"]' });
    }),
  );

  testFleet.each([
    ['', 'the variable EXALATE_FLEET is not a JSON object'],
    ['{', 'Bad JSON in --slurpfile EXALATE_FLEET'],
    ['[]', 'the variable EXALATE_FLEET is not a JSON object'],
    ['{} {}', 'the variable EXALATE_FLEET is not a JSON object'],
    [{ Payroll: url }, 'EXALATE_FLEET has keys that are no application IDs: Payroll'],
    [{ [id]: 1 }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: 'payroll' }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: `${url}/` }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: `${url}\n` }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: { 'hand-over': true } }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: { 'key-vault-secret': url, handover: true } }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: { 'key-vault-secret': url, adopt: 'key' } }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: { 'key-vault-secret': url, adopt: ['key'] } }, `EXALATE_FLEET has an invalid value for ${id}`],
    [{ [id]: url, [id.toUpperCase()]: `${url}-2` }, `EXALATE_FLEET has several entries for ${id}`],
    [
      { [id]: url, [otherId]: url.toUpperCase().replace('HTTPS', 'https') },
      `several applications for ${url}`,
    ],
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

  testFleet(
    'starts no job for an acknowledgement of a key ID that no workflow added, or whose application is unknown',
    () =>
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
      }),
  );

  testFleet(
    'waits for its own scheduled runs only: a run with key IDs neither waits nor cancels a run that waits',
    () => {
      const groupOf = (inputs: object): string =>
        evaluateConcurrencyGroup('report.yml', { inputs, github: { run_id: 7001 } });
      expect(groupOf({})).toBe('client-secrets');
      expect(groupOf({ acknowledge: '', compromised: '', 'dry-run': true })).toBe('client-secrets');
      expect(groupOf({ acknowledge: 'key-1' })).toBe('client-secrets-7001');
      expect(groupOf({ acknowledge: '', compromised: 'key-1' })).toBe('client-secrets-7001');
    },
  );
});
