import { describe, expect, test } from '@jest/globals';
import type { Fault, FaultRule } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const graph = 'graph.microsoft.com';
const json = { 'Content-Type': 'application/json' };

const graphStatuses = ({ requests }: Sandbox): readonly number[] =>
  requests.filter(({ host }) => host === graph).map(({ status }) => status);
const refuse = (status: number, code: string, message: string): Fault => ({
  kind: 'answer',
  status,
  headers: json,
  body: { error: { code, message } },
});
/** Something is unknown to Graph from a request until one second after its answer, however long the first answer takes. */
const untilASecondAfter = (path: RegExp, setUnknownUntil: (time: number) => void): FaultRule => ({
  when: { path },
  onStrike: () => {
    setUnknownUntil(Infinity);
  },
  fault: {
    kind: 'rewrite',
    rewrite: (response) => {
      setUnknownUntil(Date.now() + 1_000);
      return response;
    },
  },
});

describe('a secret is added and stored although Microsoft Graph', () => {
  test.concurrent.each<[string, (sandbox: Sandbox) => void, number]>([
    [
      'does not know the workload identity for a second',
      ({ faults, tenant }) => {
        faults.add(
          untilASecondAfter(/\/applications\?/, (time) => {
            tenant.workload.unknownCallerUntil = time;
          }),
        );
      },
      401,
    ],
    [
      'answers from a replica that does not know the application for a second',
      ({ faults, tenant }) => {
        faults.add(
          untilASecondAfter(/addPassword$/, (time) => {
            tenant.application('Exalate').unknownToWritersUntil = time;
          }),
        );
      },
      404,
    ],
    [
      'asks for a new login before the secret is added',
      ({ faults, tenant }) => {
        faults.add({
          when: { path: /addPassword$/ },
          fault: { kind: 'rewrite', rewrite: (response) => response },
          onStrike: () => {
            tenant.revokeTokens();
          },
        });
      },
      401,
    ],
    [
      'says that the token has expired',
      ({ faults }) => {
        faults.add({
          when: { path: /addPassword$/ },
          fault: refuse(
            401,
            'InvalidAuthenticationToken',
            'Lifetime validation failed, the token is expired.',
          ),
        });
      },
      401,
    ],
    [
      'throttles every request once, without Retry-After',
      ({ faults }) => {
        for (const path of [/\/applications\?/, /addPassword$/])
          faults.add({ when: { path }, fault: refuse(429, 'TooManyRequests', 'Slow down.') });
      },
      429,
    ],
  ])(
    '%s',
    (_, arrange, status) =>
      runScenario({ inputs: stored, arrange }, ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(graphStatuses(sandbox)).toContain(status);
        const [secret, ...others] = sandbox.tenant.secretsOf('Exalate');
        expect(others).toEqual([]);
        expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(secret?.secretText);
      }),
    60_000,
  );
});

test('the report starts its list again when the link to the next page has expired', () =>
  runScenario(
    {
      action: 'report',
      inputs: { scope: 'tenant' },
      arrange: ({ faults, tenant }) => {
        for (let index = 0; index < 1_100; index += 1)
          tenant.addApplication({ displayName: `Application ${index}`, credentials: [{ displayName: 'x' }] });
        tenant.policies.pageTokenLifetime = 800;
        faults.add({
          when: { path: /skiptoken/ },
          fault: { kind: 'answer', status: 429, headers: { ...json, 'Retry-After': '1' } },
        });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(graphStatuses(sandbox)).toEqual([200, 429, 400, 200, 200]);
      expect(step.transcript).toContain('Applications: 1102. Client secrets: 1100, of which');
    },
  ));
