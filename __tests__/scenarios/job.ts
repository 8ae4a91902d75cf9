import { createJob, type Job } from '../../sandbox/runner.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { writer } from './scenario.ts';

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

/**
 * A job whose step has these inputs beside those.
 *
 * @param environment the job's variables, beside the sandbox's
 */
export type MakeJob = (
  inputs: Readonly<Record<string, string>>,
  environment?: Readonly<Record<string, string>>,
) => Promise<Job>;

/** Starts a sandbox, and makes jobs in it, whose steps run when the test says so. */
export async function inSandbox(work: (sandbox: Sandbox, jobWith: MakeJob) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  const jobs: Job[] = [];
  try {
    await work(sandbox, async (inputs, environment = {}) => {
      const job = await createJob({
        actionDir: process.cwd(),
        environment: { ...sandbox.environment, ...environment },
        inputs: { ...storingInputs(sandbox), ...inputs },
      });
      jobs.push(job);
      return job;
    });
  } finally {
    await Promise.all(jobs.map((job) => job.close()));
    await sandbox.close();
  }
}
