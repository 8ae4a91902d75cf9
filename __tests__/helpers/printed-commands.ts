import { createJob, type Job, type StepResult } from '../../sandbox/runner/job.ts';
import { root } from './repository.ts';
import type { ShellSession } from './shell-session.ts';

/**
 * Runs the bundled action in the session's sandbox for the application *Exalate*.
 *
 * @param next reads what the action left in the job
 */
export async function runAction(
  { sandbox }: ShellSession,
  inputs: Readonly<Record<string, string>>,
  next?: (job: Job) => Promise<void>,
): Promise<StepResult> {
  const job = await createJob({
    actionDir: root,
    environment: sandbox.environment,
    token: sandbox.github.tokens.job,
    inputs: {
      'tenant-id': sandbox.tenant.tenantId,
      'client-id': sandbox.tenant.workload.appId,
      application: 'Exalate',
      ...inputs,
    },
  });
  try {
    const step = await job.main();
    await next?.(job);
    const post = await job.post();
    return { ...step, transcript: `${step.transcript}${post?.transcript ?? ''}` };
  } finally {
    await job.close();
  }
}

/** The commands that a text has on lines of their own, and in code within a sentence. */
export function findCommands(text: string): readonly string[] {
  const onLines = [...text.matchAll(/^ {2}((?:az|gh|age) .+)$/gm)];
  const inSentences = [...text.matchAll(/`((?:az|gh|age) [^`]+)`/g)];
  return [...new Set([...onLines, ...inSentences].map(([, command = '']) => command))];
}

/** The codes of the errors that a step printed. */
export function errorCodes({ transcript }: StepResult): readonly string[] {
  return [...transcript.matchAll(/^Error: ([a-z-]+):/gm)].map(([, code = '']) => code);
}
