import { accessSync, constants, statSync } from 'node:fs';
import { ActionError } from '../shared/action-error.ts';

/** The variables that name the files through which a step passes values to the runner, and what those values are. */
const fileContents = { GITHUB_OUTPUT: 'step outputs', GITHUB_STATE: 'the state of the post step' } as const;

/**
 * Checks that the runner accepts values through files. Without such a file, `@actions/core` prints the values to the log,
 * including the client secret; and without saved state, the post step cannot clean up after a killed run.
 *
 * @param environment the runner's variables
 * @throws ActionError `runner-not-supported`
 */
export function requireCommandFiles(
  environment: Readonly<Record<string, string | undefined>>,
  ...variables: readonly (keyof typeof fileContents)[]
): void {
  const missing = variables.filter((name) => !isWritable(environment[name]));
  if (missing.length === 0) return;
  const files = missing.map((name) => `${name} (for ${fileContents[name]})`).join(' and ');
  throw new ActionError('runner-not-supported', {
    problem: `This step cannot write the file that the runner names in ${files}.`,
    likelyCause:
      'the job does not run on a current GitHub Actions runner, or the workflow or an earlier step changed that variable or removed the file.',
    remedy: 'run the job on a current GitHub Actions runner, and do not change its GITHUB_ variables.',
  });
}

/** Whether a step can write a file of the runner. Accepts regular files only: `/dev/stdout`, for example, is the log. */
export function isWritable(path: string | undefined): boolean {
  if (!path) return false;
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
