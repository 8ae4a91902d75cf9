import { invalidInputsError } from './invalid-inputs.ts';

/** The current workflow run. */
export interface WorkflowRun {
  /** The repository of the workflow, as `owner/name`. */
  readonly repository: string;
  /** Its numeric ID; undefined when the runner does not set it, as on old versions of GitHub Enterprise Server. */
  readonly repositoryId: string | undefined;
  readonly id: number;
  readonly attempt: number;
  /** GitHub's REST API: `https://api.github.com`, or `https://HOST/api/v3` on GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** The directories that the job may write. */
  readonly workspace: string;
  readonly temp: string;
}

/**
 * Reads the runner's variables.
 *
 * @throws ActionError `invalid-inputs` outside a workflow, or when a step or the runner's configuration changed a variable
 */
export function readWorkflowRun(environment: Readonly<Record<string, string | undefined>>): WorkflowRun {
  const problems: string[] = [];
  const readVariable = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    problems.push(`The runner's variable ${name} is not set.`);
    return '';
  };
  /** Removes slashes at the end, since paths are appended. */
  const readUrl = (name: string): string => {
    const value = readVariable(name);
    if (value !== '' && !isHttpsUrl(value))
      problems.push(`The runner's variable ${name} is not an https URL.`);
    return value.replace(/\/+$/, '');
  };
  const repositoryId = environment['GITHUB_REPOSITORY_ID'];
  const run = {
    repository: readVariable('GITHUB_REPOSITORY'),
    repositoryId: repositoryId === '' ? undefined : repositoryId,
    id: Number(readVariable('GITHUB_RUN_ID')),
    attempt: Number(readVariable('GITHUB_RUN_ATTEMPT')),
    apiUrl: readUrl('GITHUB_API_URL'),
    serverUrl: readUrl('GITHUB_SERVER_URL'),
    workspace: readVariable('GITHUB_WORKSPACE'),
    temp: readVariable('RUNNER_TEMP'),
  };
  if (problems.length === 0) return run;
  throw invalidInputsError(problems);
}

function isHttpsUrl(text: string): boolean {
  return URL.parse(text)?.protocol === 'https:';
}
