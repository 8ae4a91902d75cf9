import { requestToken, requestUrl } from '../services/github/oidc.ts';
import { repositoryOfRun, runVariables } from '../services/github/workflow-run.ts';
import type { WorkflowRun } from '../services/github/workflow-run.ts';

/** What a job on a GitHub-hosted runner has in its environment, and the two variables that lead into the sandbox. */
export function jobEnvironment(proxyUrl: string, caFile: string, run: WorkflowRun): Record<string, string> {
  return {
    HTTPS_PROXY: proxyUrl,
    NODE_EXTRA_CA_CERTS: caFile,
    ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    CI: 'true',
    ...runVariables(run),
    GITHUB_ACTION: 'rotate',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_JOB: 'rotate',
    GITHUB_REPOSITORY: repositoryOfRun,
    GITHUB_REPOSITORY_ID: '70010001',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_REPOSITORY_OWNER_ID: '70010000',
    GITHUB_RUN_NUMBER: '17',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '4f2a9c0d3b5e6f708192a3b4c5d6e7f801234567',
    GITHUB_WORKFLOW: 'Rotate the secret of Exalate',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'sandbox',
    RUNNER_OS: 'Linux',
  };
}
