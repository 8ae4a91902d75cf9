import type { WorkflowRun } from '../../src/runner/run-context.ts';

/** The runner's variables that describe a workflow run. */
export const runnerVariables = {
  GITHUB_REPOSITORY: 'acme/ops',
  GITHUB_REPOSITORY_ID: '70010001',
  GITHUB_RUN_ID: '7001',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_EVENT_NAME: 'schedule',
  GITHUB_WORKFLOW_REF: 'acme/ops/.github/workflows/rotate.yml@refs/heads/main',
  GITHUB_ACTOR: 'octocat',
  GITHUB_WORKSPACE: '/workspace',
  RUNNER_TEMP: '/temp',
};

/** The workflow run that `runnerVariables` describe. */
export const workflowRun: WorkflowRun = {
  repository: 'acme/ops',
  repositoryId: '70010001',
  id: 7001,
  attempt: 1,
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  event: 'schedule',
  workflowRef: 'acme/ops/.github/workflows/rotate.yml@refs/heads/main',
  actor: 'octocat',
  workspace: '/workspace',
  temp: '/temp',
};
