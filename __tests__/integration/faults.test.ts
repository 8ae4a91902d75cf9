import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { toActionErrors } from '../../src/shared/settle.ts';
import { enterSandbox, FastClock, prepareRun, runPost } from '../helpers/in-sandbox.ts';
import { arrange, expectPromise } from '../helpers/invariants.ts';

const json = { 'Content-Type': 'application/json' };
const graphError = (code: string): object => ({ error: { code, message: 'A fault of the sandbox.' } });

const faults: Readonly<Record<string, Fault>> = {
  'connection dropped before it arrives': { kind: 'drop' },
  'connection dropped after it took effect': { kind: 'drop-after' },
  '429 with Retry-After': {
    kind: 'answer',
    status: 429,
    headers: { ...json, 'Retry-After': '2' },
    body: graphError('x'),
  },
  '429 without Retry-After': { kind: 'answer', status: 429, headers: json, body: graphError('x') },
  '500': { kind: 'answer', status: 500, headers: json, body: graphError('x') },
  '503 before it took effect': {
    kind: 'answer',
    status: 503,
    headers: json,
    body: graphError('serviceNotAvailable'),
  },
  '503 after it took effect': {
    kind: 'answer',
    status: 503,
    headers: json,
    body: graphError('serviceNotAvailable'),
    after: true,
  },
  '409': { kind: 'answer', status: 409, headers: json, body: graphError('Directory_ConcurrencyViolation') },
  'no answer': { kind: 'hang' },
  'no answer after it took effect': { kind: 'hang', after: true },
  '403 page of a proxy after it took effect': {
    kind: 'answer',
    status: 403,
    headers: { 'Content-Type': 'text/html' },
    body: '<html>',
    after: true,
  },
  'bare 429 after it took effect': { kind: 'answer', status: 429, body: '', after: true },
  '202 after it took effect': { kind: 'answer', status: 202, body: '', after: true },
  'a page of HTML': { kind: 'answer', status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
};

/** How often the fault strikes, and whether the servers are well again when the post step runs. */
const courses = {
  once: { times: 1, heals: true },
  'until the post step': { times: Infinity, heals: true },
  'for ever': { times: Infinity, heals: false },
} as const;

const tally = { tried: 0, recovered: 0, failedCleanly: 0, named: 0, violations: 0 };

/** ID token, public key, last write, token, application, addPassword, six logins, last write, PUT: what a run sends. */
const requestsOfARun = 14;

/** Runs main and post in a world in which this request, and perhaps each after it, meets the fault. */
async function run(skip: number, fault: Fault, course: keyof typeof courses, next?: Fault): Promise<void> {
  const { times, heals } = courses[course];
  const sandbox = await enterSandbox();
  tally.tried += 1;
  try {
    const before = arrange(sandbox);
    const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'verify-timeout': '30 seconds' };
    const prepared = prepareRun(sandbox, inputs, new FastClock(150));
    sandbox.faults.add({ when: {}, skip, times, fault });
    if (next !== undefined) sandbox.faults.add({ when: {}, skip, fault: next });
    const errors: string[] = [];
    const told = (error: unknown): void => {
      errors.push(...toActionErrors(error).map(({ message }) => message));
    };
    const outcome = await rotate(prepared.inputs, prepared.services, prepared.journal).catch(told);
    if (heals) sandbox.faults.clear();
    await runPost(sandbox, prepared).catch(told);
    const { lines } = prepared.toolkit;
    const aftermath = {
      succeeded: outcome !== undefined,
      printed: lines.join('\n'),
      errors: errors.join('\n'),
    };
    expectPromise(sandbox, before, aftermath);
    const left = sandbox.tenant.secretsOf('Exalate').length - 1;
    if (aftermath.succeeded) tally.recovered += 1;
    else if (left === 0) tally.failedCleanly += 1;
    else tally.named += 1;
  } catch (error) {
    tally.violations += 1;
    throw error;
  } finally {
    await sandbox.close();
  }
}

afterAll(() => {
  const rows = Object.entries(tally).map(
    ([name, count]) => `  ${name.padEnd(16)}${String(count).padStart(5)}`,
  );
  process.stdout.write(`Faults in process:\n${rows.join('\n')}\n`);
});

/** How many requests a run sends in a world without faults. */
async function countRequests(): Promise<number> {
  const sandbox = await enterSandbox();
  arrange(sandbox);
  const { inputs, services, journal } = prepareRun(sandbox, { 'repository-secret': 'EXALATE_CLIENT_SECRET' });
  await rotate(inputs, services, journal);
  await sandbox.close();
  return sandbox.requests.length;
}

beforeAll(async () => {
  // A busy machine may make a run repeat a request; the fewest of several is what a run needs.
  const counts = [await countRequests(), await countRequests(), await countRequests()];
  expect(Math.min(...counts)).toBe(requestsOfARun);
});

const requests = Array.from({ length: requestsOfARun }, (_, index) => index);

jest.setTimeout(90_000);

describe.each(requests)('request %d of a run', (index) => {
  test.each(Object.keys(faults))('%s, once', (name) => run(index, faults[name] ?? { kind: 'drop' }, 'once'));

  test.each(['until the post step', 'for ever'] as const)('connection dropped, %s', (course) =>
    run(index, { kind: 'drop' }, course),
  );

  test('503 after it took effect, then the connection dropped', () =>
    run(index, faults['503 after it took effect'] ?? { kind: 'drop' }, 'once', { kind: 'drop' }));

  test('503 after it took effect, then a refusal', () =>
    run(index, faults['503 after it took effect'] ?? { kind: 'drop' }, 'once', {
      kind: 'answer',
      status: 403,
      headers: json,
      body: { ...graphError('Authorization_RequestDenied'), message: 'Forbidden' },
    }));

  test('503 after it took effect, until the post step', () =>
    run(index, faults['503 after it took effect'] ?? { kind: 'drop' }, 'until the post step'));
});
