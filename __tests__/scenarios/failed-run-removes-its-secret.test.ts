// @slow
import { expect, test } from '@jest/globals';
import { runScenario, type Scenario } from '../helpers/scenario.ts';

const write = { method: 'PUT', path: /actions\/secrets/ };
const stored = {
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'github-token': 'github_pat_11SANDBOX0writer',
};

test.concurrent.each<[string, Scenario]>([
  [
    'it is never accepted',
    {
      inputs: { ...stored, 'verify-timeout': '2 seconds' },
      arrange: ({ tenant }) => {
        tenant.propagation.login = [Infinity];
      },
    },
  ],
  [
    'the application cannot log in at all',
    {
      inputs: stored,
      arrange: ({ tenant }) => {
        tenant.application('Exalate').disabled = true;
      },
    },
  ],
  [
    'the token can read but not write',
    { inputs: { ...stored, 'github-token': 'github_pat_11SANDBOX0reader' } },
  ],
  [
    'GitHub responds to each write with 500',
    {
      inputs: stored,
      arrange: ({ faults }) => {
        faults.add({ when: write, times: Infinity, fault: { kind: 'answer', status: 500, body: '<html>' } });
      },
    },
  ],
  ...[404, 422].map((status): [string, Scenario] => [
    `GitHub responds to the write with ${status}`,
    {
      inputs: stored,
      arrange: ({ faults, tenant }) => {
        // The worst of servers: it sends the request's secrets back.
        const rewrite = (): { status: number; headers: Record<string, string>; body: string } => ({
          status,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ message: tenant.mintedSecrets.join() }),
        });
        faults.add({ when: write, times: Infinity, fault: { kind: 'rewrite', rewrite } });
      },
    },
  ]),
])(
  'when %s',
  (_, scenario) =>
    runScenario(scenario, ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.mintedSecrets).toHaveLength(1);
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      expect(transcript).toMatchSnapshot();
    }),
  90_000,
);
