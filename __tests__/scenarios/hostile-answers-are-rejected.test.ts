import { describe, expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };

/** The answer to addPassword with another value. */
function withValue(value: unknown): (answer: SandboxResponse) => SandboxResponse {
  return (answer) => {
    const body: unknown = JSON.parse(answer.body);
    return { ...answer, body: JSON.stringify({ ...Object(body), secretText: value }) };
  };
}

describe('an invalid value is masked, its secret is removed, and another one is requested:', () => {
  test.concurrent.each<[string, unknown]>([
    ['an empty one', ''],
    ['none at all', undefined],
    ['a number', 1234567890123456],
    ['one of 100 KB', 'x'.repeat(100_000)],
    ['one of several lines', 'first line of it\nsecond line of it\r\nthird line of it'],
    ['one with an escaped line break', 'first line of it%0Asecond line of it%0D'],
    ['one with a workflow command', 'Q_e8Q~\n::set-output name=x::y\n::error::z'],
    ['one with quotes and blanks', 'it says "yes" and \'no\''],
  ])(
    '%s',
    (_, value) =>
      runScenario(
        {
          inputs: { ...stored, 'step-output': 'true' },
          debug: true,
          arrange: ({ faults }) => {
            faults.add({
              when: { path: /addPassword$/ },
              fault: { kind: 'rewrite', rewrite: withValue(value) },
            });
          },
        },
        ({ step, sandbox }) => {
          const [left, ...others] = sandbox.tenant.secretsOf('Exalate');
          if (typeof value === 'string' && /^[!-~]{16,64}$/.test(value)) {
            // It looks like a value, but never logs in.
            expect(step.exitCode).toBe(1);
            expect(left).toBeUndefined();
          } else {
            expect(step.outcome).toBe('success');
            expect(others).toEqual([]);
            expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(left?.secretText);
          }
          for (const line of (typeof value === 'string' ? value : '').split(/\r?\n/)) {
            if (line.trim() !== '') expect(step.transcript).not.toContain(line);
          }
          expect(step.outputs['x']).toBeUndefined();
        },
      ),
    90_000,
  );
});

describe('a redirect to another host is not followed with credentials', () => {
  test.concurrent.each([
    ['of the ID token request', { host: 'run-actions-1-azure-eastus.actions.githubusercontent.com' }],
    ['of the login', { host: 'login.microsoftonline.com' }],
    ['of Graph', { host: 'graph.microsoft.com' }],
    ['of GitHub', { host: 'api.github.com' }],
  ])(
    '%s',
    (_, when) =>
      runScenario(
        {
          inputs: stored,
          arrange: ({ faults }) => {
            const headers = { Location: 'https://github.example.com/stolen' };
            faults.add({ when, times: Infinity, fault: { kind: 'answer', status: 307, headers } });
          },
        },
        ({ step, sandbox }) => {
          expect(step.exitCode).toBe(1);
          const stolen = sandbox.requests.filter(({ host }) => host === 'github.example.com');
          expect(stolen).toEqual([]);
          expect(step.annotations.some(({ level }) => level === 'error')).toBe(true);
        },
      ),
    60_000,
  );
});
