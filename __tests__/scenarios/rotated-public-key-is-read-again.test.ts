import { expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

test('a value that was encrypted with the old public key is encrypted again with the new one', () =>
  runScenario(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer },
      arrange: ({ faults, github }) => {
        faults.add({
          when: { method: 'PUT', host: 'api.github.com' },
          fault: { kind: 'rewrite', rewrite: (answer) => answer },
          onStrike: () => {
            github.repository('acme/ops').rotateKey();
          },
        });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const [value] = sandbox.tenant.mintedSecrets;
      expect(sandbox.tenant.mintedSecrets).toHaveLength(1);
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(value);
      const written = sandbox.requests.filter(({ method }) => method === 'PUT');
      expect(written.map(({ status }) => status)).toEqual([422, 201]);
    },
  ));
