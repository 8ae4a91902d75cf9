import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, type Scenario } from '../helpers/scenario.ts';

test('no application has that name', () =>
  runScenario(
    { inputs: { application: 'Exelate', 'step-output': 'true' } },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('several applications have that name', () =>
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

test('when other people registered many applications with that name, the one that the workload identity owns is used', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ tenant }) => {
        for (let count = 0; count < 200; count += 1) {
          tenant.addApplication({ displayName: count % 2 === 0 ? 'Exalate' : 'EXALATE', owned: false });
        }
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const [exalate] = sandbox.tenant.applications.filter(({ displayName }) => displayName === 'Exalate');
      expect(step.outputs['application-id']).toBe(exalate?.appId);
      expect(sandbox.tenant.secretsOf(exalate?.appId ?? '')).toHaveLength(1);
    },
  ));

test('a misspelled name reveals only applications that the workload identity owns', () =>
  runScenario(
    {
      inputs: { application: 'exalate', 'step-output': 'true' },
      arrange: ({ tenant }) => {
        tenant.addApplication({ displayName: 'Exalate of the board', owned: false });
      },
    },
    ({ step }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain('application-not-found: ');
      expect(step.transcript).toContain('  - Exalate (');
      expect(step.transcript).not.toContain('board');
    },
  ));

describe('client-id is the application itself, and no printed command lets GitHub log in as it:', () => {
  const id = '30000000-0000-4000-8000-000000000001';
  test.each<[string, string, Scenario]>([
    [
      'both inputs contain the same ID',
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

test('client-id is the application itself: a command that grants a vault role states the condition for running it', () => {
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

test('an application is found by a name with quotes, an ampersand and an umlaut', () =>
  runScenario(
    {
      inputs: { application: "O'Brien & Söhne", 'step-output': 'true' },
      arrange: ({ tenant }) => {
        tenant.addApplication({ displayName: "O'Brien & Söhne" });
      },
    },
    ({ step, transcript }) => {
      expect(step.outcome).toBe('success');
      expect(transcript).toMatchSnapshot();
    },
  ));
