import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, type Scenario } from '../helpers/scenario.ts';

test('a run fails and lists similar names when no application has the name', () =>
  runScenario(
    { inputs: { application: 'Exelate', 'step-output': 'true' } },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a run fails and lists the applications when several have the name', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ tenant }) => {
        tenant.addApplication({ displayName: 'Exalate' });
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

describe('a run whose `client-id` is the application itself prints no command that lets GitHub log in as it when', () => {
  const id = '30000000-0000-4000-8000-000000000001';
  test.each<[string, string, Scenario]>([
    [
      'both inputs have the same ID',
      'invalid-inputs',
      { inputs: { application: id, 'client-id': id.toUpperCase() } },
    ],
    ['it has no federated credential', 'federated-credential-missing', { inputs: { 'client-id': id } }],
    [
      'its federated credential matches, and it is found by its name',
      'workload-identity-is-application',
      {
        inputs: { 'client-id': id },
        arrange: ({ tenant }) => {
          const { workload } = tenant;
          const exalate = tenant.application(id);
          exalate.federatedCredentials = workload.federatedCredentials;
          exalate.roles = workload.roles;
        },
      },
    ],
  ])('%s', (_, code, { inputs, ...scenario }) =>
    runScenario({ ...scenario, inputs: { 'step-output': 'true', ...inputs } }, ({ step, sandbox }) => {
      expect(sandbox.tenant.application(id).displayName).toBe('Exalate');
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain(`${code}: `);
      expect(step.transcript).not.toContain('az ad app federated-credential create');
      expect(step.transcript).toContain('docs/setup.md');
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
      if (code === 'invalid-inputs') expect(sandbox.requests).toEqual([]);
    }),
  );
});

test('a run whose `client-id` is the application itself says which identity should get a role on the vault', () => {
  const id = '30000000-0000-4000-8000-000000000001';
  const inputs = {
    'client-id': id,
    'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
  };
  const arrange = ({ tenant }: Sandbox): void => {
    const { workload } = tenant;
    Object.assign(tenant.application(id), {
      federatedCredentials: workload.federatedCredentials,
      roles: workload.roles,
    });
  };
  return runScenario({ inputs, arrange }, ({ step }) => {
    expect(step.transcript).toContain('Error: workload-identity-is-application: ');
    expect(step.transcript).toContain(`--assignee ${id}`);
    expect(step.transcript).toContain(
      `only if ${id} is the workload identity, not Exalate's application, grant it`,
    );
  });
});
