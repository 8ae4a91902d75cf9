import { describe, expect } from '@jest/globals';
import { expectSuccess, inFleet, jobsIn, keyIdsOf, stepIn, testFleet, vaultUrl } from '../helpers/fleet.ts';

describe('the fleet workflow, started with `compromised`', () => {
  testFleet(
    'replaces the leaked secrets of several applications in one run, and starts no other job',
    () =>
      inFleet(async (fleet) => {
        const { add, run, sandbox } = fleet;
        const payroll = add('Payroll', { 'made by hand': 30 });
        const crm = add('Crm', { 'made by hand': 30 });
        const wiki = add('Wiki', { 'made by hand': 20 });
        const [payrollManual = ''] = keyIdsOf(fleet, payroll);
        const [crmManual = ''] = keyIdsOf(fleet, crm);
        const targets = {
          [payroll.appId]: { 'key-vault-secret': `${vaultUrl}/payroll`, adopt: [payrollManual] },
          [crm.appId]: { 'key-vault-secret': `${vaultUrl}/crm`, 'hand-over': true, adopt: [crmManual] },
        };
        await run(targets);
        const [, payrollLeaked = ''] = keyIdsOf(fleet, payroll);
        const issues = () => sandbox.github.repository('acme/ops').issues.all;
        expect(issues()).toMatchObject([{ title: 'Client secrets that no workflow renews' }, {}]);
        Object.assign(targets, { [wiki.appId]: `${vaultUrl}/wiki` });

        const unknown = '00000000-0000-4000-8000-00000000abcd';
        const compromised = `${payrollLeaked.toUpperCase()}, ${payrollManual}\n${crmManual} ${unknown}`;
        const steps = await run(targets, { dispatched: { compromised, acknowledge: '', 'dry-run': false } });
        expectSuccess(steps);
        expect(jobsIn(steps)).toEqual({ Payroll: '["renew","retire"]', Crm: '["retire"]' });
        expect(keyIdsOf(fleet, payroll)).toHaveLength(1);
        expect(keyIdsOf(fleet, payroll)).not.toContain(payrollLeaked);
        expect(keyIdsOf(fleet, crm)).toHaveLength(1);
        expect(keyIdsOf(fleet, crm)).not.toContain(crmManual);
        const { log } = stepIn(steps, 'report: Select the applications');
        expect(log).toContain('::warning title=Not found::The report does not contain 1 of the key IDs');
        expect(issues()[0]?.isOpen).toBe(true);
      }),
    60_000,
  );

  testFleet('starts no job when it finds none of the key IDs, or does not know where a value goes', () =>
    inFleet(async (fleet) => {
      const { add, run } = fleet;
      const wiki = add('Wiki', { 'made by hand': 20 });
      const [keyId = ''] = keyIdsOf(fleet, wiki);
      const start = async (dispatched: Readonly<Record<string, string>>): Promise<string> => {
        const steps = await run({}, { dispatched });
        expect(jobsIn(steps)).toEqual({});
        return stepIn(steps, 'report: Select the applications').log;
      };
      expect(await start({ compromised: '$(id)' })).toContain('no application in the report has');
      expect(await start({ compromised: keyId })).toContain(`not in EXALATE_FLEET: ${wiki.appId}`);
      expect(await start({ compromised: keyId, acknowledge: keyId })).toContain('cannot be used together');
    }),
  );
});
