import { unreachableError } from '../../http/errors.ts';
import { ActionError, type ErrorCode } from '../../shared/action-error.ts';
import type { GitHubResponse } from './api.ts';
import type { Scope, SecretStore } from './stores.ts';

/** What a request to GitHub was about. */
export interface GitHubOperation {
  /** To complete "GitHub refused to …": `write repository secret X of acme/ops`. */
  readonly operation: string;
  /** The store that it was about. */
  readonly store: SecretStore;
}

/** What GitHub does not show, by the store's scope: the code of that, and where it may be misspelt. */
const absences: Readonly<Record<Scope, { readonly code: ErrorCode; readonly inputs: string }>> = {
  repository: { code: 'github-repository-not-found', inputs: '`repository`' },
  environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
  organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};

/** Why GitHub did not do what was wished. */
export function gitHubError(answer: GitHubResponse, { operation, store }: GitHubOperation): ActionError {
  const { permission, owner, scope } = store;
  const absence = absences[scope];
  // For a request that only reads, GitHub names only what reading takes.
  const accepted =
    answer.acceptedPermissions?.includes('write') === true ? ` (${answer.acceptedPermissions})` : '';
  const named = `${permission}${accepted}`;
  if (answer.rateLimited) {
    return new ActionError('github-rate-limited', {
      problem: `GitHub takes no more requests for now, and did not ${operation} (HTTP ${answer.status ?? 'none'}).`,
      likelyCause: 'the owner of `github-token` has sent too many requests, from other workflows too.',
      remedy:
        'run the job again later; if it happens more often, use the token of a GitHub App, which has limits of its own.',
    });
  }
  switch (answer.status) {
    case undefined:
      return unreachableError('github-unreachable', answer.host, answer.network ?? 'no answer');
    case 200:
      return new ActionError('github-request-failed', {
        problem: `GitHub, asked to ${operation}, sent an answer that cannot be read.`,
        likelyCause: 'something between the runner and GitHub answers in its place.',
        remedy: 'run the job again; on your own runners, check the proxy.',
      });
    case 401:
      return new ActionError('github-token-refused', {
        problem: `GitHub refused \`github-token\` when it was asked to ${operation} (HTTP 401).`,
        likelyCause: 'the token has expired, was revoked, or was not copied whole.',
        remedy: 'make a new one, and store it in the secret that the workflow hands to `github-token`.',
      });
    case 403:
      return new ActionError('github-permission-missing', {
        problem: `\`github-token\` may not ${operation} (HTTP 403).`,
        likelyCause: answer.notAccessibleByIntegration
          ? `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App without the permission ${named}.`
          : `the token lacks the permission ${named}.`,
        remedy: `use a fine-grained token or GitHub App token for ${owner} with the permission ${named}.`,
      });
    case 404:
      return new ActionError(absence.code, {
        problem: `With \`github-token\`, GitHub shows no ${scope === 'environment' ? '' : `${scope} `}${owner}, so it did not ${operation} (HTTP 404).`,
        likelyCause: `the token was not given access to it or lacks the permission ${named}, or ${absence.inputs} is misspelt.${scope === 'environment' ? ' This action makes no environments.' : ''}`,
        remedy: `give the token access to ${owner} with the permission ${named}, or correct ${absence.inputs}.`,
      });
    case 301:
    case 307:
    case 308:
      return new ActionError(absence.code, {
        problem: `What was ${owner} has moved (HTTP ${answer.status}), so GitHub did not ${operation}.`,
        likelyCause: 'it was renamed or transferred; this action does not follow with a secret in its hands.',
        remedy: `set ${absence.inputs} to the present name.`,
      });
    case 422:
      return new ActionError('github-secret-refused', {
        problem: `GitHub refused to ${operation} (HTTP 422).`,
        likelyCause:
          'a rule on the name or number of secrets: a repository or an environment holds at most 100 of them, an organization 1,000.',
        remedy: 'remove a secret that is no longer used, or choose another name.',
      });
    default:
      return new ActionError('github-request-failed', {
        problem: `GitHub, asked to ${operation}, answered with HTTP ${answer.status}.`,
        likelyCause: 'a temporary outage.',
        remedy: 'run the job again; see https://www.githubstatus.com if it goes on.',
      });
  }
}
