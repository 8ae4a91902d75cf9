import { expect } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import { toActionErrors } from '../../src/shared/action-error.ts';
import { enterSandbox, FastClock, prepareRun, runPost, runRotation } from './in-sandbox.ts';
import { arrange, expectInvariants } from './invariants.ts';

/** How often the fault occurs, and whether it is over when the post step runs. */
const durations = {
  once: { times: 1, endsBeforePost: true },
  'until the post step': { times: Infinity, endsBeforePost: true },
  permanently: { times: Infinity, endsBeforePost: false },
} as const;

const tally = { tried: 0, recovered: 0, failedCleanly: 0, named: 0, violations: 0 };

/** ID token, public key, last write, token, application, addPassword, six logins, last write, PUT: what a run sends. */
const requestsOfARun = 14;

/** The requests of a run, by their order. */
export const requests = Array.from({ length: requestsOfARun }, (_, index) => index);

/**
 * Runs the main step and the post step while this request, and perhaps each one after it, meets the fault. Checks what
 * must hold after every run.
 *
 * @param next the fault that the request after it meets
 */
export async function runWithFault(
  skip: number,
  fault: Fault,
  duration: keyof typeof durations,
  next?: Fault,
): Promise<void> {
  const { times, endsBeforePost } = durations[duration];
  const sandbox = await enterSandbox();
  tally.tried += 1;
  try {
    const initial = arrange(sandbox);
    const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'verify-timeout': '30 seconds' };
    const prepared = prepareRun(sandbox, inputs, new FastClock(150));
    sandbox.faults.add({ when: {}, skip, times, fault });
    if (next !== undefined) sandbox.faults.add({ when: {}, skip, fault: next });
    const errors: string[] = [];
    const recordErrors = (error: unknown): void => {
      errors.push(...toActionErrors(error).map(({ message }) => message));
    };
    const outcome = await runRotation(prepared).catch(recordErrors);
    if (endsBeforePost) sandbox.faults.clear();
    await runPost(sandbox, prepared).catch(recordErrors);
    const { lines } = prepared.toolkit;
    const result = {
      succeeded: outcome !== undefined,
      printed: lines.join('\n'),
      errors: errors.join('\n'),
    };
    expectInvariants(sandbox, initial, result);
    const left = sandbox.tenant.secretsOf('Exalate').length - 1;
    if (result.succeeded) tally.recovered += 1;
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

/** How many requests a run sends without faults. */
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
