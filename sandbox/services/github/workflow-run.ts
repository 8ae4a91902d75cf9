/** One run of the workflow, as the runner's variables and the claims of its ID tokens describe it. */
export interface WorkflowRun {
  readonly id: number;
  readonly attempt: number;
  readonly eventName: string;
  /** The person who started the run. */
  readonly actor: string;
  /** The person who started this attempt of it. */
  readonly triggeringActor: string;
  readonly ref: string;
  /** The file of the workflow, from the root of the repository. */
  readonly workflowPath: string;
}

/** The job that asks for ID tokens. All of it may be changed. */
export interface OidcJob {
  run: WorkflowRun;
  subject: string;
  /** The enterprise that the repository belongs to. */
  enterprise?: string;
}

export const repositoryOfRun = 'acme/ops';

export const firstRun: WorkflowRun = {
  id: 7001,
  attempt: 1,
  eventName: 'workflow_dispatch',
  actor: 'octocat',
  triggeringActor: 'octocat',
  ref: 'refs/heads/main',
  workflowPath: '.github/workflows/rotate.yml',
};

/** The subject of an ID token, where the job uses no environment. */
export function subjectOf({ eventName, ref }: WorkflowRun, prefix = `repo:${repositoryOfRun}`): string {
  return `${prefix}:${eventName === 'pull_request' ? 'pull_request' : `ref:${ref}`}`;
}

/** `acme/ops/.github/workflows/rotate.yml@refs/heads/main` */
export function workflowRefOf({ workflowPath, ref }: WorkflowRun): string {
  return `${repositoryOfRun}/${workflowPath}@${ref}`;
}

export function refTypeOf({ ref }: WorkflowRun): 'tag' | 'branch' {
  return ref.startsWith('refs/tags/') ? 'tag' : 'branch';
}

/** https://docs.github.com/actions/reference/workflows-and-actions/variables */
export function runVariables(run: WorkflowRun): Record<string, string> {
  return {
    GITHUB_ACTOR: run.actor,
    GITHUB_EVENT_NAME: run.eventName,
    GITHUB_REF: run.ref,
    GITHUB_REF_NAME: run.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: refTypeOf(run),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_TRIGGERING_ACTOR: run.triggeringActor,
    GITHUB_WORKFLOW_REF: workflowRefOf(run),
  };
}
