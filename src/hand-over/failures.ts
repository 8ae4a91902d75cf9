import { explainRateLimit, gitHub, type GitHubContext } from '../github/explanations.ts';
import { gitHubRules, missingAppPermission, missingTokenPermission } from '../github/rules.ts';
import type { FailingService } from '../http/failure.ts';
import type { Explain, FailureRule } from '../http/failure-rules.ts';
import { ActionError, type Explanation } from '../shared/action-error.ts';

export const gitHubService: FailingService = {
  ...gitHub,
  unreachable: 'hand-over-failed',
  failed: 'hand-over-failed',
};

/** What a request of the hand-over was for. */
export interface HandOverContext extends GitHubContext {
  /** The repository of the workflow, as `owner/name`. */
  readonly repository: string;
  /** The login that the token acts as; undefined while it is not known. */
  readonly login: string | undefined;
}

/** The login that the job's own token acts as. */
const jobLogin = 'github-actions[bot]';

const explainMissingPermission: Explain<HandOverContext> = (
  { operation, repository, login },
  { status },
) => ({
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

const explainLabelRefusal: Explain<HandOverContext> = ({ operation, repository }, { status }) => ({
  code: 'hand-over-refused',
  problem: `Cannot ${operation}: the owner of \`hand-over-token\` may not create labels in ${repository} (HTTP ${status}).`,
  likelyCause: 'the owner of the token does not have the role Write, Maintain or Admin in the repository.',
  remedy: `leave \`hand-over-token\` out to use the job's own token with the permission \`issues: write\`, or give the owner of the token the role Write in ${repository}.`,
});

const issuesDisabled = (repository: string): Explanation => ({
  problem: `\`hand-over-issue\` cannot be used in ${repository}: its issues are switched off.`,
  likelyCause: 'an administrator switched them off in the settings of the repository.',
  remedy: `switch them on under Settings > General > Features, or with \`gh repo edit ${repository} --enable-issues\`.`,
});

/** What GitHub's errors mean for the hand-over. */
export const handOverRules: readonly FailureRule<HandOverContext>[] = [
  // Only GraphQL has codes.
  { code: 'RATE_LIMITED', explain: explainRateLimit },
  ...gitHubRules,
  { ...missingAppPermission, explain: explainMissingPermission },
  { ...missingTokenPermission, explain: explainMissingPermission },
  { status: 403, message: /permission to create labels/, explain: explainLabelRefusal },
  { status: 404, explain: explainMissingPermission },
  {
    status: 410,
    message: /disabled/i,
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
