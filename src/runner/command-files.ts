import { accessSync, constants, statSync } from 'node:fs';
import { ActionError } from '../shared/action-error.ts';

/** The variables that name the files a step hands values to the runner in, and what those values are. */
const fileContents = { GITHUB_OUTPUT: 'step outputs', GITHUB_STATE: 'the state of the post step' } as const;

/**
 * Checks that the runner takes values through files. Where such a variable is not set, the toolkit prints the values
 * instead, the client secret included; and without a state the post step cannot clean up after a run that was killed.
 *
 * @param environment the runner's variables
 * @throws Failure `runner-not-supported`
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
      'the job does not run on a current GitHub Actions runner, or the workflow or an earlier step sets or empties that variable, or removed the file.',
    remedy: 'run the job on a current GitHub Actions runner, and leave its GITHUB_ variables as they are.',
  });
}

/** A device or a pipe is not the runner's: `/dev/stdout` is the log. */
function isWritable(path: string | undefined): boolean {
  if (!path) return false;
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
