import { expect, test } from '@jest/globals';
import { runScenario, writer, type Scenario } from '../helpers/scenario.ts';

test('a run fails before any request when the job lacks the permission `id-token: write`', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a run fails when no federated credential matches the workflow', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ github }) => {
        github.job.subject = 'repo:acme/ops:environment:production';
      },
    },
    ({ step, transcript }) => {
      expect(step.exitCode).toBe(1);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a run reports both a refused login and a destination that it cannot write', () =>
  runScenario(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': 'github_pat_11SANDBOX0plain' },
      arrange: ({ tenant }) => {
        tenant.workload.federatedCredentials = [];
      },
    },
    ({ step, transcript }) => {
      expect(step.exitCode).toBe(1);
      expect(step.annotations).toHaveLength(2);
      expect(transcript).toMatchSnapshot();
    },
  ));

const filter = { Location: 'https://filter.example.com/blocked', 'Content-Type': 'text/html' };

test.each<[string, NonNullable<Scenario['arrange']>]>([
  [
    'has an error of Entra that the action does not know',
    ({ tenant }) => {
      tenant.failLogins(82001, 'Agentic applications may not log in. See ##[group]x and `docs`.');
    },
  ],
  [
    'is refused because of the GitHub enterprise',
    ({ github, tenant }) => {
      github.job.enterprise = 'acme-inc';
      tenant.policies.enterprises = ['contoso', 'fabrikam'];
    },
  ],
  [
    'is refused because of tenant restrictions of the network',
    ({ tenant }) => {
      tenant.policies.restrictedByProxy = true;
    },
  ],
  [
    'is answered by a content filter',
    ({ faults }) => {
      const fault = { kind: 'answer', status: 302, headers: filter, body: '<html>' } as const;
      faults.add({ when: { host: 'login.microsoftonline.com' }, times: Infinity, fault });
    },
  ],
])('a run fails when its login %s', (_, arrange) =>
  runScenario({ inputs: { 'step-output': 'true' }, arrange }, ({ step, transcript }) => {
    expect(step.exitCode).toBe(1);
    expect(transcript).toMatchSnapshot();
  }),
);

test('a verification ends at once when waiting cannot help, and quotes nothing', () =>
  runScenario(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer },
      arrange: ({ tenant, faults }) => {
        faults.add({
          when: { path: /addPassword$/ },
          fault: { kind: 'rewrite', rewrite: (response) => response },
          onStrike: () => {
            tenant.failLogins(500014, 'The service principal is disabled. You sent a secret.', 3);
          },
        });
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).not.toContain('You sent a secret');
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));
