import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runGranted } from '../helpers/granted-run.ts';
import { errorCodes } from '../helpers/printed-commands.ts';

describe('a custom role for the credentials of one application, with `Application.Read.All` and without ownership,', () => {
  const change = ({ tenant }: Sandbox): void => {
    tenant.workload.roles = ['Application.Read.All'];
    const { owners, credentialManagers } = tenant.application('Exalate');
    owners.clear();
    if (tenant.workload.servicePrincipalId !== undefined)
      credentialManagers.add(tenant.workload.servicePrincipalId);
  };
  const more = { application: '30000000-0000-4000-8000-000000000001', 'last-use': '' };

  test.concurrent.each([
    ['in a dry run', 'true', 0],
    ['in a run that adds a client secret', '', 1],
  ])('is enough %s', (_, dryRun, added) =>
    runGranted(
      change,
      (step, { tenant }) => {
        expect([step.outcome, step.annotations]).toEqual(['success', []]);
        expect(tenant.secretsOf('Exalate')).toHaveLength(added);
      },
      { more: { ...more, 'dry-run': dryRun } },
    ),
  );

  test('works only without the permission that ownership belongs to', () =>
    runGranted(
      (sandbox) => {
        change(sandbox);
        sandbox.tenant.workload.roles.push('Application.ReadWrite.OwnedBy');
      },
      (step) => {
        expect(errorCodes(step)).toEqual(['application-not-owned']);
      },
      { more: { ...more, 'dry-run': 'true' } },
    ));

  test('does not allow changes to another application', () =>
    runGranted(
      (sandbox) => {
        change(sandbox);
        sandbox.tenant.addApplication({ displayName: 'Other' });
      },
      (step, { tenant }) => {
        expect(errorCodes(step)).toEqual(['graph-permission-missing']);
        expect(tenant.secretsOf('Other')).toEqual([]);
      },
      { more: { ...more, application: 'Other' } },
    ));
});
