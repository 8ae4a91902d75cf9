import { describe, expect } from '@jest/globals';
import { expectSuccess, inFleet, jobsIn, keyIdsOf, stepIn, testFleet, vaultUrl } from '../helpers/fleet.ts';

describe('the fleet workflow', () => {
  testFleet(
    'renews, retires, hands over and reminds, one description for each application, and leaves the rest to people',
    () =>
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

        advanceDays(12);
        expect(jobsIn(await run(targets))).toEqual({ 'Payroll: "R&D" #1': '["retire"]' });
        expect(keyIdsOf(fleet, payroll)).not.toContain(payrollManual);

        advanceDays(12);
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
        advanceDays(15);
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
      }),
    120_000,
  );

  testFleet(
    'reminds people of a hand-over once a day before the older secret of its lineage expires, and not before',
    () =>
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
      }),
  );

  testFleet('tells people which secret to adopt when it has replaced one that was added by hand', () =>
    inFleet(async ({ add, run, advanceDays }) => {
      const payroll = add('Payroll', { 'made by hand': 30 });
      const targets = { [payroll.appId]: `${vaultUrl}/payroll` };
      expect(jobsIn(await run(targets))).toEqual({ Payroll: '["renew"]' });
      advanceDays(15);
      const next = await run(targets);
      expect(jobsIn(next)).toEqual({});
      expect(stepIn(next, 'tell: Open, update or close the issue').summary).toContain(
        'To have this one removed, add its key ID to `adopt`.',
      );
    }),
  );

  testFleet(
    'sends one change to Microsoft Graph for each job, and nine requests to GitHub for a hand-over',
    () =>
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
            (requests) =>
              requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql').length,
          );
          return [toGraph.length, toGitHub.length, ...changes];
        };
        await run(targets);
        advanceDays(121);
        expect(await countRequests()).toEqual([7, 9, 2, 4]);
        advanceDays(15);
        expect(await countRequests()).toEqual([7, 0, 1, 0]);
      }),
  );
});

testFleet(
  'the watching workflow fails when a secret was not renewed in time, with an identity that can only read',
  () =>
    inFleet(async ({ add, watch, sandbox }) => {
      sandbox.tenant.workload.roles = ['Application.Read.All'];
      add('Payroll', { 'made by hand': 46 });
      expectSuccess(await watch());
      add('Crm', { 'made by hand': 44 });
      const [step] = await watch();
      expect(step?.outcome).toBe('failure');
      expect(step?.log).toContain('secrets-due: Applications due: 1 (expires: 1).');
      expect(
        sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/token')),
      ).toEqual([]);
    }),
);
