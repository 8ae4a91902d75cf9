import { invalidInputsError } from './invalid-inputs.ts';

/** The workflow run that this is. */
export interface WorkflowRun {
  /** The repository whose workflow runs, as `owner/name`. */
  readonly repository: string;
  /** Its numeric ID; undefined on an Enterprise Server whose runner does not tell. */
  readonly repositoryId: string | undefined;
  readonly id: number;
  readonly attempt: number;
  /** GitHub's REST API: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** The folders that the job may write. */
  readonly workspace: string;
  readonly temp: string;
}

/**
 * Reads which run this is from the runner's variables.
 *
 * @throws Failure `invalid-inputs` outside a workflow
 */
export function readWorkflowRun(environment: Readonly<Record<string, string | undefined>>): WorkflowRun {
  const missing: string[] = [];
  const variable = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    missing.push(name);
    return '';
  };
  const repositoryId = environment['GITHUB_REPOSITORY_ID'];
  const run = {
    repository: variable('GITHUB_REPOSITORY'),
    repositoryId: repositoryId === '' ? undefined : repositoryId,
    id: Number(variable('GITHUB_RUN_ID')),
    attempt: Number(variable('GITHUB_RUN_ATTEMPT')),
    apiUrl: variable('GITHUB_API_URL'),
    serverUrl: variable('GITHUB_SERVER_URL'),
    workspace: variable('GITHUB_WORKSPACE'),
    temp: variable('RUNNER_TEMP'),
  };
  if (missing.length === 0) return run;
  throw invalidInputsError(missing.map((name) => `The runner's variable ${name} is not set.`));
}
