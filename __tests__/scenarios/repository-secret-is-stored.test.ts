import { expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

test('a secret is added, verified on all replicas, and stored in a repository secret', () =>
  runScenario(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer },
      arrange: ({ tenant }) => {
        tenant.propagation.login = [0, 600, 600];
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.outcome).toBe('success');
      const [secret] = sandbox.tenant.secretsOf('Exalate');
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(secret?.secretText);
      expect(step.outputs['key-id']).toBe(secret?.keyId);
      expect(step.outputs['client-secret']).toBeUndefined();
      expect(transcript).toMatchSnapshot();
    },
  ));
