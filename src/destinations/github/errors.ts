import { unreachable } from '../../http/errors.ts';
import { Failure, type FailureCode } from '../../shared/action-error.ts';
import type { GitHubAnswer } from './api.ts';
import type { Scope, Store } from './stores.ts';

/** What a request to GitHub was about. */
export interface Attempt {
  /** To complete "GitHub refused to …": `write repository secret X of acme/ops`. */
  readonly wish: string;
  /** The store that it was about. */
  readonly store: Store;
}

/** What GitHub does not show, by the store's scope: the code of that, and where it may be misspelt. */
const absences: Readonly<Record<Scope, { readonly code: FailureCode; readonly inputs: string }>> = {
  repository: { code: 'github-repository-not-found', inputs: '`repository`' },
  environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
  organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};

/** Why GitHub did not do what was wished. */
export function gitHubFailure(answer: GitHubAnswer, { wish, store }: Attempt): Failure {
  const { permission, owner, scope } = store;
  const absence = absences[scope];
  // For a request that only reads, GitHub names only what reading takes.
  const accepted =
    answer.acceptedPermissions?.includes('write') === true ? ` (${answer.acceptedPermissions})` : '';
  const named = `${permission}${accepted}`;
  if (answer.rateLimited) {
    return new Failure('github-rate-limited', {
      happened: `GitHub takes no more requests for now, and did not ${wish} (HTTP ${answer.status ?? 'none'}).`,
      likely: 'the owner of `github-token` has sent too many requests, from other workflows too.',
      fix: 'run the job again later; if it happens more often, use the token of a GitHub App, which has limits of its own.',
    });
  }
  switch (answer.status) {
    case undefined:
      return unreachable('github-unreachable', answer.host, answer.network ?? 'no answer');
    case 200:
      return new Failure('github-request-failed', {
        happened: `GitHub, asked to ${wish}, sent an answer that cannot be read.`,
        likely: 'something between the runner and GitHub answers in its place.',
        fix: 'run the job again; on your own runners, check the proxy.',
      });
    case 401:
      return new Failure('github-token-refused', {
        happened: `GitHub refused \`github-token\` when it was asked to ${wish} (HTTP 401).`,
        likely: 'the token has expired, was revoked, or was not copied whole.',
        fix: 'make a new one, and store it in the secret that the workflow hands to `github-token`.',
      });
    case 403:
      return new Failure('github-permission-missing', {
        happened: `\`github-token\` may not ${wish} (HTTP 403).`,
        likely: answer.notAccessibleByIntegration
          ? `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App without the permission ${named}.`
          : `the token lacks the permission ${named}.`,
        fix: `use a fine-grained token or GitHub App token for ${owner} with the permission ${named}.`,
      });
    case 404:
      return new Failure(absence.code, {
        happened: `With \`github-token\`, GitHub shows no ${scope === 'environment' ? '' : `${scope} `}${owner}, so it did not ${wish} (HTTP 404).`,
        likely: `the token was not given access to it or lacks the permission ${named}, or ${absence.inputs} is misspelt.${scope === 'environment' ? ' This action makes no environments.' : ''}`,
        fix: `give the token access to ${owner} with the permission ${named}, or correct ${absence.inputs}.`,
      });
    case 301:
    case 307:
    case 308:
      return new Failure(absence.code, {
        happened: `What was ${owner} has moved (HTTP ${answer.status}), so GitHub did not ${wish}.`,
        likely: 'it was renamed or transferred; this action does not follow with a secret in its hands.',
        fix: `set ${absence.inputs} to the present name.`,
      });
    case 422:
      return new Failure('github-secret-refused', {
        happened: `GitHub refused to ${wish} (HTTP 422).`,
        likely:
          'a rule on the name or number of secrets: a repository or an environment holds at most 100 of them, an organization 1,000.',
        fix: 'remove a secret that is no longer used, or choose another name.',
      });
    default:
      return new Failure('github-request-failed', {
        happened: `GitHub, asked to ${wish}, answered with HTTP ${answer.status}.`,
        likely: 'a temporary outage.',
        fix: 'run the job again; see https://www.githubstatus.com if it goes on.',
      });
  }
}
