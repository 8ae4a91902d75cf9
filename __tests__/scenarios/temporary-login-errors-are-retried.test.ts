// @slow
import { expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const login = { method: 'POST', path: /oauth2\/v2\.0\/token/ };
const throttled = 'There are too many incoming requests.';

test.concurrent(
  'a run succeeds after temporary errors of Entra, whatever their HTTP status',
  () =>
    runScenario(
      {
        inputs: stored,
        arrange: ({ tenant, faults }) => {
          tenant.failLogins(90033, 'A transient error has occurred. Please try again.');
          tenant.failLogins(50166, 'Request to External OIDC endpoint failed.');
          faults.add({ when: login, skip: 2, fault: { kind: 'answer', status: 200, body: '' } });
          faults.add({
            when: { path: /addPassword$/ },
            fault: { kind: 'rewrite', rewrite: (response) => response },
            onStrike: () => {
              tenant.failLogins(90055, throttled, 4);
            },
          });
        },
      },
      ({ step, transcript, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeDefined();
        expect(transcript).toMatchSnapshot();
      },
    ),
  90_000,
);

test.concurrent(
  'a verification that Entra throttles sends few logins, and does not blame replicas',
  () =>
    runScenario(
      {
        inputs: { ...stored, 'verify-timeout': '12 seconds' },
        arrange: ({ tenant, faults }) => {
          faults.add({
            when: { path: /addPassword$/ },
            fault: { kind: 'rewrite', rewrite: (response) => response },
            onStrike: () => {
              tenant.policies.loginsThrottled = true;
            },
          });
        },
      },
      ({ step, transcript, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).not.toContain('replicas');
        expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
        expect(transcript).toMatchSnapshot();
      },
    ),
  90_000,
);
