import { describe, expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const unsafe = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_DEBUG_NATIVE: 'none' };

describe('variables that weaken the action are refused by name before any request', () => {
  test('by the main step and by the post step', () =>
    runScenario({ inputs: stored, environment: unsafe }, async ({ step, job, sandbox }) => {
      const post = await job.post();
      for (const one of [step, post]) {
        expect(one?.exitCode).toBe(1);
        expect(one?.transcript).toContain('unsafe-environment');
        for (const name of Object.keys(unsafe)) expect(one?.transcript).toContain(name);
      }
      expect(sandbox.connections).toEqual([]);
    }));

  test('by the post step, which then reports what it left behind', () =>
    runScenario(
      { inputs: { 'step-output': 'true', 'revoke-after-job': 'true' } },
      async ({ step, sandbox, job }) => {
        const { length } = sandbox.requests;
        const refused = await job.post({ environment: unsafe });
        expect(step.outcome).toBe('success');
        const [{ displayName } = { displayName: null }] = sandbox.tenant.secretsOf('Exalate');
        expect(refused?.transcript).toContain('Error: unsafe-environment: ');
        expect(refused?.transcript).toContain(
          `State now: this step did nothing. A secret with the description "${displayName ?? 'none'}"`,
        );
        expect(sandbox.requests).toHaveLength(length);
      },
    ));

  test('by the report', () =>
    runScenario({ action: 'report', inputs: {}, environment: unsafe }, ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
      expect(sandbox.connections).toEqual([]);
    }));
});

test(
  'variables that the libraries read affect neither where requests go nor what is printed',
  () =>
    runScenario(
      {
        inputs: stored,
        environment: {
          AZURE_REGIONAL_AUTHORITY_NAME: 'westeurope',
          MSAL_FORCE_REGION: 'westeurope',
          REGION_NAME: 'westeurope',
          AZURE_AUTHORITY_HOST: 'https://github.example.com',
          AZURE_LOG_LEVEL: 'verbose',
          DEBUG: '*',
          ALL_PROXY: 'http://127.0.0.1:9',
          NODE_TLS_REJECT_UNAUTHORIZED: '1',
        },
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect([...new Set(sandbox.connections.map(({ host }) => host))].sort()).toEqual([
          'api.github.com',
          'graph.microsoft.com',
          'login.microsoftonline.com',
          'run-actions-1-azure-eastus.actions.githubusercontent.com',
        ]);
        expect(step.transcript).not.toMatch(/azure:|Request:|statusCode/i);
      },
    ),
  30_000,
);

describe('a runner whose clock is 36 hours ahead', () => {
  const hours = 3_600_000;
  const now = (): number => Date.now() - 36 * hours;

  test(
    'causes one warning with both times, and a secret is still added and stored',
    () =>
      runScenario({ now, inputs: stored }, ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        const warnings = step.annotations.filter(({ message }) => message.includes('Synchronize'));
        expect(warnings).toHaveLength(1);
        // Of the two requests that a run sends first, either can be answered first.
        expect(warnings[0]?.message).toMatch(
          /^The runner's clock shows [-\dT:]+Z, and the clock of (run-actions-1\S+|api\.github\.com) shows [-\dT:]+Z\. /,
        );
        expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(
          sandbox.tenant.mintedSecrets[0],
        );
      }),
    30_000,
  );

  test.each([
    ['removes no secret whose grace period has passed only by the runner’s clock', 13, 1, undefined],
    ['removes one whose grace period has passed by the servers’ clocks', 15, 0, undefined],
    ['removes none while no server sends the time', 15, 1, '0'],
  ])('%s', (_, days, left, date) =>
    runScenario(
      {
        now,
        inputs: { ...stored, expires: '180 days', 'renew-within': '30 days', 'retire-after': '14 days' },
        arrange: (sandbox) => {
          if (date !== undefined) {
            const rewrite = (answer: SandboxResponse): SandboxResponse => ({
              ...answer,
              headers: { ...answer.headers, date },
            });
            sandbox.faults.add({ when: {}, times: Infinity, fault: { kind: 'rewrite', rewrite } });
          }
          const at = (before: number): string => new Date(now() - before * 24 * hours).toISOString();
          const keep = (run: number, started: number): string => {
            const secret = makePassword(
              {
                displayName: `Exalate [acme/ops xhvy60tgxxkz4866 run ${run}.1 aaaaaa]`,
                startDateTime: at(started),
                endDateTime: at(started - 180),
              },
              now(),
            );
            sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret, -Infinity);
            return secret.secretText;
          };
          keep(1, 100);
          const updatedAt = at(days).replace(/\.\d+Z$/, 'Z');
          const held = { value: keep(2, days), createdAt: updatedAt, updatedAt };
          sandbox.github.repository('acme/ops').secrets.set('EXALATE_CLIENT_SECRET', held);
        },
      },
      ({ step, sandbox }) => {
        expect(step.outputs).toMatchObject({ rotated: 'false' });
        expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1 + left);
      },
    ),
  );

  test('the report counts the days left by the clock of Microsoft Graph', () =>
    runScenario(
      {
        action: 'report',
        now,
        inputs: {},
        arrange: ({ tenant }) => {
          const endDateTime = new Date(tenant.now() + 5.5 * 24 * hours).toISOString();
          tenant.addApplication({
            displayName: 'Payroll',
            credentials: [{ displayName: 'by hand', endDateTime }],
          });
        },
      },
      ({ step }) => {
        expect(step.outcome).toBe('success');
        expect(JSON.parse(step.outputs['due'] ?? '')).toMatchObject([{ 'days-left': 5 }]);
      },
    ));
});
