import type { FailingService } from '../http/failure.ts';
import type { FailureRule } from '../http/failure-rules.ts';
import { ActionError, type Explanation } from '../shared/action-error.ts';

export const gitHubService: FailingService = {
  name: 'GitHub',
  unreachable: 'hand-over-failed',
  failed: 'hand-over-failed',
  statusPage: 'https://www.githubstatus.com',
  support: 'GitHub Support',
  requestIdName: 'request ID',
};

/** What a request of the hand-over was for. */
export interface HandOverContext {
  /** Completes "Cannot …": `open the hand-over issue`. */
  readonly operation: string;
  /** The repository of the workflow, as `owner/name`. */
  readonly repository: string;
  /** The login that the token acts as; undefined while it is not known. */
  readonly login: string | undefined;
}

type Explain = NonNullable<FailureRule<HandOverContext>['explain']>;

/** The login that the job's own token acts as. */
const jobLogin = 'github-actions[bot]';

const permissionMissing: Explain = ({ operation, repository, login }, { status }) => ({
  code: 'hand-over-refused',
  problem: `Cannot ${operation}: GitHub does not allow it with \`hand-over-token\` (HTTP ${status}).`,
  ...(login === jobLogin
    ? {
        likelyCause: "the job's own token lacks the permission `issues: write`.",
        remedy: 'add the permission to the job:\n  permissions:\n    issues: write',
      }
    : {
        likelyCause: `the token lacks the repository permission "Issues": write, or access to ${repository}.`,
        remedy: `give the token access to ${repository} with the repository permission "Issues": write.`,
      }),
});

const tokenRefused: Explain = ({ operation }, { status }) => ({
  code: 'hand-over-refused',
  problem: `Cannot ${operation}: GitHub rejected \`hand-over-token\` (HTTP ${status}).`,
  likelyCause: 'the token has expired, was revoked, or was not copied completely.',
  remedy:
    "replace the token, or leave `hand-over-token` out to use the job's own token with the permission `issues: write`.",
});

const rateLimited: Explain = ({ operation }, { status }) => ({
  code: 'github-rate-limited',
  problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${status}).`,
  likelyCause: 'the owner of `hand-over-token` has sent too many requests, possibly from other workflows.',
  remedy: 'run the job again later.',
});

const issuesDisabled = (repository: string): Explanation => ({
  problem: `\`hand-over-issue\` cannot be used in ${repository}: its issues are switched off.`,
  likelyCause: 'an administrator switched them off in the settings of the repository.',
  remedy: `switch them on under Settings > General > Features, or with \`gh repo edit ${repository} --enable-issues\`.`,
});

/** What GitHub's errors mean for the hand-over. Its REST API has no codes: only status and message tell errors apart. */
export const handOverRules: readonly FailureRule<HandOverContext>[] = [
  { code: 'RATE_LIMITED', explain: rateLimited },
  { status: [403, 429], message: /rate limit|abuse detection/i, explain: rateLimited },
  { status: 401, explain: tokenRefused },
  { status: [403, 404], message: /^Resource not accessible by/, explain: permissionMissing },
  { status: 404, explain: permissionMissing },
  {
    status: 410,
    explain: ({ repository }) => ({ code: 'hand-over-refused', ...issuesDisabled(repository) }),
  },
];

/** @param repository the repository of the workflow, as `owner/name` */
export function issuesDisabledError(repository: string): ActionError {
  return new ActionError('hand-over-refused', issuesDisabled(repository));
}

/** @param repository the repository of the workflow, as `owner/name` */
export function publicRepositoryError(repository: string): ActionError {
  return new ActionError('hand-over-refused', {
    problem: `\`hand-over-issue\` cannot be used in ${repository}: everybody can read the issues of a public repository.`,
    likelyCause: 'the workflow is in a public repository.',
    remedy: 'move the workflow to a private or internal repository, or remove `hand-over-issue`.',
  });
}

/**
 * The error for an issue that the next run would not recognize, so that it would open another one.
 *
 * @param login the login that the token acts as
 */
export function unrecognizableIssueError(url: string, label: string, login: string): ActionError {
  return new ActionError('hand-over-failed', {
    problem: `GitHub opened ${url}, but without the label \`${label}\` or not as ${login}. The next run does not recognize the issue, and opens another one.`,
    likelyCause: 'the owner of `hand-over-token` may open issues in this repository, but not label them.',
    remedy:
      "leave `hand-over-token` out to use the job's own token with the permission `issues: write`, or give the owner of the token the role Triage or Write.",
  });
}
