import { expect } from '@jest/globals';
import { createJob, type Job, type StepResult } from '../../sandbox/runner/job.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { checkStep, writer } from './scenario.ts';

/** The inputs of a step that writes the repository secret EXALATE_CLIENT_SECRET. */
function storingInputs({ tenant }: Sandbox): Record<string, string> {
  return {
    'tenant-id': tenant.tenantId,
    'client-id': tenant.workload.appId,
    application: 'Exalate',
    'repository-secret': 'EXALATE_CLIENT_SECRET',
    'github-token': writer,
  };
}

/** The steps of a job, each of which is checked: it prints no value, and the runner obeys no command but the action's own. */
export type JobSteps = Pick<Job, 'main' | 'post'>;

/**
 * A job whose step has these inputs beside those.
 *
 * @param environment the job's variables, beside the sandbox's
 */
export type MakeJob = (
  inputs: Readonly<Record<string, string>>,
  environment?: Readonly<Record<string, string>>,
) => Promise<JobSteps>;

/** Starts a sandbox, and makes jobs in it, whose steps run when the test says so. */
export async function inSandbox(
  work: (sandbox: Sandbox, jobWith: MakeJob) => Promise<void>,
  options?: SandboxOptions,
): Promise<void> {
  const sandbox = await startSandbox(options);
  const jobs: Job[] = [];
  try {
    await work(sandbox, async (inputs, environment = {}) => {
      const job = await createJob({
        actionDir: process.cwd(),
        environment: { ...sandbox.environment, ...environment },
        token: sandbox.github.tokens.job,
        inputs: { ...storingInputs(sandbox), ...inputs },
      });
      jobs.push(job);
      return {
        main: async (options) => checked(sandbox, job, await job.main(options)),
        async post(options) {
          const step = await job.post(options);
          return step && checked(sandbox, job, step);
        },
      };
    });
    expect(sandbox.violations).toEqual([]);
  } finally {
    await Promise.all(jobs.map((job) => job.close()));
    await sandbox.close();
  }
}

async function checked(sandbox: Sandbox, job: Job, step: StepResult): Promise<StepResult> {
  await checkStep(sandbox, job, step);
  return step;
}
