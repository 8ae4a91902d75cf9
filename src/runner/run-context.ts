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
  /** What started the run: `schedule`, `workflow_dispatch`; undefined when the runner does not say. */
  readonly event: string | undefined;
  /** `OWNER/REPO/.github/workflows/FILE@REF`; undefined when the runner does not say. */
  readonly workflowRef: string | undefined;
  /** The login of the person who started the run, or started it again; undefined when the runner does not say. */
  readonly actor: string | undefined;
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
  const readOptional = (name: string): string | undefined =>
    environment[name] === '' ? undefined : environment[name];
  const run = {
    repository: readVariable('GITHUB_REPOSITORY'),
    repositoryId: readOptional('GITHUB_REPOSITORY_ID'),
    id: Number(readVariable('GITHUB_RUN_ID')),
    attempt: Number(readVariable('GITHUB_RUN_ATTEMPT')),
    apiUrl: readUrl('GITHUB_API_URL'),
    serverUrl: readUrl('GITHUB_SERVER_URL'),
    event: readOptional('GITHUB_EVENT_NAME'),
    workflowRef: readOptional('GITHUB_WORKFLOW_REF'),
    // Of a run that was started again, GITHUB_ACTOR names the person who started it first.
    actor: readOptional('GITHUB_TRIGGERING_ACTOR') ?? readOptional('GITHUB_ACTOR'),
    workspace: readVariable('GITHUB_WORKSPACE'),
    temp: readVariable('RUNNER_TEMP'),
  };
  if (problems.length === 0) return run;
  throw invalidInputsError(problems);
}

function isHttpsUrl(text: string): boolean {
  return URL.parse(text)?.protocol === 'https:';
}
