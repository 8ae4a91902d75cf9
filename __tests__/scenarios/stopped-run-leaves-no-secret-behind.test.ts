// @slow
import type { ChildProcess } from 'node:child_process';
import { afterAll, expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { createJob, type StepResult } from '../../sandbox/runner/job.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { arrange, expectInvariants } from '../helpers/invariants.ts';
import { canSend } from '../helpers/platform.ts';
import { checkStep, writer } from '../helpers/scenario.ts';

const tally = { tried: 0, held: 0, gone: 0, violations: 0 };

/** ID token, public key, last write, token, application, addPassword, six logins, last write, PUT: what a run sends. */
const requestsOfARun = 14;

/**
 * Stops the bundled action as this request arrives, or once it has taken effect and before its answer is on the wire;
 * then runs post.
 */
async function stopAt(when: 'before' | 'after', skip: number, signal: NodeJS.Signals): Promise<void> {
  tally.tried += 1;
  const sandbox = await startSandbox();
  const job = await createJob({
    actionDir: process.cwd(),
    environment: sandbox.environment,
    inputs: {
      'tenant-id': sandbox.tenant.tenantId,
      'client-id': sandbox.tenant.workload.appId,
      application: 'Exalate',
      'repository-secret': 'EXALATE_CLIENT_SECRET',
      'github-token': writer,
    },
  });
  try {
    const initial = arrange(sandbox);
    let child: ChildProcess | undefined;
    const stop = (): void => {
      child?.kill(signal);
    };
    const after = {
      kind: 'rewrite',
      rewrite: (answer: SandboxResponse): SandboxResponse => {
        stop();
        return answer;
      },
    } as const;
    const fault = sandbox.faults.add({
      when: {},
      skip,
      ...(when === 'before' ? { fault: { kind: 'drop' }, onStrike: stop } : { fault: after }),
    });
    const main = await job.main({
      onSpawn: (spawned) => {
        child = spawned;
      },
    });
    const post = await job.post();
    expect(fault.used).toBe(1);

    const steps = [main, ...(post === undefined ? [] : [post])];
    expectInvariants(sandbox, initial, {
      succeeded: main.outcome === 'success',
      printed: steps.map(({ transcript }) => transcript).join(''),
      errors: steps.map(said).join('\n'),
    });
    for (const step of steps) await checkStep(sandbox, job, step);
    // The post step could do all that was left to do.
    expect(post?.outcome).toBe('success');
    const left = sandbox.tenant.secretsOf('Exalate').length - 1;
    tally[left === 0 ? 'gone' : 'held'] += 1;
  } catch (error) {
    tally.violations += 1;
    throw error;
  } finally {
    await job.close();
    await sandbox.close();
  }
}

/** The errors of a step; a step that was killed says nothing, but the runner knows. */
function said(step: StepResult): string {
  const errors = step.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
  return [...errors, ...(step.signal === null ? [] : [`killed by ${step.signal}`])].join('\n');
}

afterAll(() => {
  const rows = Object.entries(tally).map(
    ([name, count]) => `  ${name.padEnd(16)}${String(count).padStart(5)}`,
  );
  process.stdout.write(`Stops of the bundled action:\n${rows.join('\n')}\n`);
});

const requests = Array.from({ length: requestsOfARun }, (_, index) => index);

/** Whether it is stopped before or after a request that only reads: that is the same. */
const moments = [
  ...[5, 13].map((index) => ['before', index] as const),
  ...requests.map((index) => ['after', index] as const),
];

test.concurrent.each(
  (['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
    .filter(canSend)
    .flatMap((signal) => moments.map(([when, index]) => [signal, when, index] as const)),
)('%s %s request %d of a run', (signal, when, index) => stopAt(when, index, signal), 90_000);
