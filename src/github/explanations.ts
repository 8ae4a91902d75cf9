import type { FailedResponse, FailingService } from '../http/failure.ts';
import { formatQuote, type Explain } from '../http/failure-rules.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { readRateLimitReset } from './response.ts';
import type { TokenKind } from './token-kind.ts';

/** GitHub, for errors. Each use of it adds its own error codes. */
export const gitHub = {
  name: 'GitHub',
  statusPage: 'https://www.githubstatus.com',
  support: 'GitHub Support',
  requestIdName: 'request ID',
} as const satisfies Partial<FailingService>;

/** What a request to GitHub was for, and with which token. */
export interface GitHubContext {
  /** Completes "Cannot …": `write repository secret X of acme/ops`. */
  readonly operation: string;
  /** The input with the token. */
  readonly tokenInput: 'github-token' | 'hand-over-token';
  readonly tokenKind: TokenKind;
  /** The host of the REST API. */
  readonly host: string;
  /** The organization or person that owns what the request was about. */
  readonly account: string;
  /** The permission that the token needs, as GitHub's settings name it. */
  readonly permission: string;
}

export const explainRateLimit: Explain<GitHubContext> = ({ operation, tokenInput }, failure) => {
  const reset = readRateLimitReset(failure);
  return {
    code: 'github-rate-limited',
    problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${failure.status}).`,
    likelyCause: `the owner of \`${tokenInput}\` has sent too many requests, possibly from other workflows.`,
    remedy: `run the job again ${reset === undefined ? 'later' : `after ${formatTimestamp(reset)}`}; if it happens often, use the token of a GitHub App, which has separate limits.`,
  };
};

const storeToken = (tokenInput: GitHubContext['tokenInput'], token = 'a new token'): string =>
  `create ${token}, and store it in the secret that the workflow passes to \`${tokenInput}\`.`;

export const explainRefusedToken: Explain<GitHubContext> = (
  { operation, host, tokenInput, tokenKind },
  { status },
) => ({
  code: 'github-token-refused',
  problem: `Cannot ${operation}: GitHub rejected \`${tokenInput}\` (HTTP ${status}).`,
  ...(tokenKind === 'app'
    ? {
        likelyCause:
          'the token has expired, which the token of a GitHub App does after an hour, or was revoked.',
        remedy: 'create the token in the same job, in a step right before this action.',
      }
    : {
        likelyCause: `the token has expired, was revoked, was not copied completely, or is for another GitHub server than ${host}.`,
        remedy: storeToken(tokenInput),
      }),
});

export const explainSuspendedInstallation: Explain<GitHubContext> = (
  { operation, account, tokenInput },
  { status },
) => ({
  code: 'github-token-refused',
  problem: `Cannot ${operation}: the GitHub App that \`${tokenInput}\` belongs to is suspended for ${account} (HTTP ${status}).`,
  likelyCause: 'an owner of the organization, or the owner of the app, suspended the installation.',
  remedy: 'have them unsuspend it: the settings of the organization > GitHub Apps > Configure > Unsuspend.',
});

export const explainSuspendedAccount: Explain<GitHubContext> = ({ operation, tokenInput }, { status }) => ({
  code: 'github-token-refused',
  problem: `Cannot ${operation}: the account that \`${tokenInput}\` belongs to is suspended (HTTP ${status}).`,
  likelyCause: 'GitHub, or an administrator of the enterprise, suspended the account.',
  remedy: storeToken(tokenInput, 'a token of another account, or of a GitHub App'),
});

/** Explains an error whose message names the organization or enterprise that has the policy. */
function createPolicyExplanation(
  describeProblem: (token: string) => string,
  likelyCause: string,
  remedy: (context: GitHubContext, failure: FailedResponse) => string,
): Explain<GitHubContext> {
  return (context, failure) => ({
    code: 'github-blocked-by-policy',
    problem: `Cannot ${context.operation}: ${describeProblem(`\`${context.tokenInput}\``)} (HTTP ${failure.status}).${formatQuote(failure, gitHub)}`,
    likelyCause,
    remedy: remedy(context, failure),
  });
}

const useApp = ({ account, permission }: GitHubContext): string =>
  `use the token of a GitHub App that is installed for ${account} and has the permission ${permission}.`;

export const explainForbiddenClassicToken = createPolicyExplanation(
  (token) => `${token} is a classic personal access token, and a policy forbids these`,
  'a setting of the organization or enterprise.',
  ({ account, permission }) =>
    `use a fine-grained token with the resource owner ${account}, or a GitHub App token, with the permission ${permission}.`,
);

export const explainForbiddenPersonalToken = createPolicyExplanation(
  (token) => `${token} is a personal access token, and a policy forbids tokens of this kind`,
  'a setting of the organization or enterprise.',
  useApp,
);

const maxDays = /greater than (\d{1,5}) days/;

export const explainForbiddenLifetime = createPolicyExplanation(
  (token) => `a policy forbids tokens with the lifetime of ${token}`,
  'the organization or enterprise sets a maximum lifetime, which the token exceeds.',
  ({ tokenInput }, { error }) => {
    const days = maxDays.exec(error?.message ?? '')?.[1];
    const lifetime = days === undefined ? 'that the policy allows' : `of at most ${days} days`;
    return `regenerate the token with a lifetime ${lifetime}, and store it in the secret that the workflow passes to \`${tokenInput}\`.`;
  },
);

export const explainForbiddenAddress = createPolicyExplanation(
  () => 'the IP address of the runner is not allowed',
  'the organization or enterprise has an IP allow list.',
  ({ account }) =>
    `use a runner with an allowed IP address, or have an owner of ${account} add the address of this runner to the allow list.`,
);

/** GitHub's link to authorize the token is not printed: it contains a token. */
export const explainSingleSignOn: Explain<GitHubContext> = (
  { operation, account, tokenInput, tokenKind },
  { status },
) => ({
  code: 'github-blocked-by-policy',
  problem: `Cannot ${operation}: ${account} requires SAML single sign-on, and \`${tokenInput}\` is not authorized for it (HTTP ${status}).`,
  likelyCause: 'the token was not authorized after it was created, or the authorization was revoked.',
  remedy:
    tokenKind === 'classic'
      ? `authorize the token for ${account}: on GitHub, your settings > Developer settings > Personal access tokens > Tokens (classic) > Configure SSO.`
      : `create the token again while you are signed in to ${account} with single sign-on, and store it in the secret that the workflow passes to \`${tokenInput}\`.`,
});

export const explainArchivedRepository: Explain<GitHubContext> = ({ operation }, { status }) => ({
  code: 'github-repository-unavailable',
  problem: `Cannot ${operation}: the repository is archived and therefore read-only (HTTP ${status}).`,
  likelyCause: 'an administrator of the repository archived it.',
  remedy: "unarchive it in the repository's settings (General > Danger Zone), or use another repository.",
});

export const explainBlockedRepository: Explain<GitHubContext> = ({ operation }, failure) => ({
  code: 'github-repository-unavailable',
  problem: `Cannot ${operation}: GitHub has blocked the repository (HTTP ${failure.status}).${formatQuote(failure, gitHub)}`,
  likelyCause: "a takedown notice, a violation of GitHub's terms, or a migration that is under way.",
  remedy:
    "open the repository's page on GitHub, which says why. If it does not, contact GitHub Support: https://support.github.com.",
});
