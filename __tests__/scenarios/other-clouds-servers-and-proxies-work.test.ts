// @slow
import { describe, expect, test } from '@jest/globals';
import type { CloudName } from '../../sandbox/services/entra/clouds.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };

test.each<[CloudName, string]>([
  ['us-government', 'AzureUSGovernment'],
  ['us-government-dod', 'us-government-dod'],
  ['china', 'AzureChinaCloud'],
])('in the cloud %s', (cloud, named) =>
  runScenario({ cloud, inputs: { ...stored, cloud: named } }, ({ step, transcript, sandbox }) => {
    expect(step.outcome).toBe('success');
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(
      sandbox.tenant.mintedSecrets[0],
    );
    expect(transcript).toMatchSnapshot();
  }),
);

test.each([
  ['https://github.example.com/api/v3', 'https://github.example.com'],
  ['https://api.octocorp.ghe.com', 'https://octocorp.ghe.com'],
])('with GitHub at %s', (api, server) =>
  runScenario(
    { inputs: stored, environment: { GITHUB_API_URL: api, GITHUB_SERVER_URL: server } },
    ({ step, transcript, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(
        sandbox.tenant.mintedSecrets[0],
      );
      expect(step.summary).toContain(`href="${server}/acme/ops/settings/secrets/actions"`);
      expect(transcript).toMatchSnapshot();
    },
  ),
);

describe('behind a proxy', () => {
  test.concurrent.each([
    'run-actions-1-azure-eastus.actions.githubusercontent.com',
    'login.microsoftonline.com',
    'graph.microsoft.com',
    'api.github.com',
  ])('requests to %s bypass it when NO_PROXY names the host', (host) =>
    runScenario({ inputs: stored, environment: { NO_PROXY: host } }, ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests.map((request) => request.host)).not.toContain(host);
    }),
  );

  test.concurrent('whose certificate the runner does not trust, the error names the variable to set', () =>
    runScenario({ inputs: stored, environment: { NODE_EXTRA_CA_CERTS: '' } }, ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(step.transcript).toContain('NODE_EXTRA_CA_CERTS');
    }),
  );
});
