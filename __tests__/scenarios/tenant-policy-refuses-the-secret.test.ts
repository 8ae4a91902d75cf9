import { expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario } from '../helpers/scenario.ts';

test.each<[string, (sandbox: Sandbox) => void]>([
  [
    'the tenant’s policy requires a shorter lifetime',
    ({ tenant }) => {
      tenant.policies.maxLifetimeDays = 180;
    },
  ],
  [
    'the tenant’s policy forbids client secrets',
    ({ tenant }) => {
      tenant.policies.passwordsAllowed = false;
    },
  ],
  [
    'the workload identity does not own the application',
    ({ tenant }) => {
      tenant.application('Exalate').owners.clear();
    },
  ],
  [
    'the workload identity has no permission',
    ({ tenant }) => {
      tenant.workload.roles = ['Application.Read.All'];
    },
  ],
])('%s', (_, arrange) =>
  runScenario(
    { inputs: { 'step-output': 'true', expires: '2199-12-31' }, arrange },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ),
);

test('the application already has its maximum of two secrets', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true', application: 'Consumer' },
      arrange: ({ tenant }) => {
        tenant.addApplication({
          displayName: 'Consumer',
          signInAudience: 'AzureADandPersonalMicrosoftAccount',
          credentials: [{ displayName: 'by hand' }, { displayName: null }],
        });
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.secretsOf('Consumer')).toHaveLength(2);
      expect(transcript).toMatchSnapshot();
    },
  ));
