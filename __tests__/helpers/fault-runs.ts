import { expect } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import { toActionErrors } from '../../src/shared/settle.ts';
import { enterSandbox, FastClock, prepareRun, runPost, runRotation } from './in-sandbox.ts';
import { arrange, expectPromise } from './invariants.ts';

/** How often the fault strikes, and whether the servers are well again when the post step runs. */
const courses = {
  once: { times: 1, heals: true },
  'until the post step': { times: Infinity, heals: true },
  'for ever': { times: Infinity, heals: false },
} as const;

const tally = { tried: 0, recovered: 0, failedCleanly: 0, named: 0, violations: 0 };

/** ID token, public key, last write, token, application, addPassword, six logins, last write, PUT: what a run sends. */
const requestsOfARun = 14;

/** The requests of a run, by their order. */
export const requests = Array.from({ length: requestsOfARun }, (_, index) => index);

/**
 * Runs main and post in a world in which this request, and perhaps each after it, meets the fault, and checks all that
 * the action promises.
 *
 * @param next the fault that the request after it meets
 */
export async function runWithFault(
  skip: number,
  fault: Fault,
  course: keyof typeof courses,
  next?: Fault,
): Promise<void> {
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
    const recordErrors = (error: unknown): void => {
      errors.push(...toActionErrors(error).map(({ message }) => message));
    };
    const outcome = await runRotation(prepared).catch(recordErrors);
    if (heals) sandbox.faults.clear();
    await runPost(sandbox, prepared).catch(recordErrors);
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

/** Prints how the runs of this file ended. */
export function printTally(): void {
  const rows = Object.entries(tally).map(
    ([name, count]) => `  ${name.padEnd(16)}${String(count).padStart(5)}`,
  );
  process.stdout.write(`Faults in process:\n${rows.join('\n')}\n`);
}

/** How many requests a run sends in a world without faults. */
async function countRequests(): Promise<number> {
  const sandbox = await enterSandbox();
  arrange(sandbox);
  const { inputs, services, journal } = prepareRun(sandbox, { 'repository-secret': 'EXALATE_CLIENT_SECRET' });
  await runRotation({ inputs, services, journal });
  await sandbox.close();
  return sandbox.requests.length;
}

/** Checks the number of requests, which all the tests depend on. */
export async function expectRequestCount(): Promise<void> {
  // A busy machine may make a run repeat a request; the fewest of several is what a run needs.
  const counts = [await countRequests(), await countRequests(), await countRequests()];
  expect(Math.min(...counts)).toBe(requestsOfARun);
}
