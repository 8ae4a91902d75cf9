import { expect, test } from '@jest/globals';
import { runScenario } from '../helpers/scenario.ts';

test('a run fails and adds nothing when the tenant’s policy requires a shorter lifetime', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true', expires: '2199-12-31' },
      arrange: ({ tenant }) => {
        tenant.policies.maxLifetimeDays = 180;
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a run fails and names both secrets when the application can have only two', () =>
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
