import type { FailureRule } from '../../http/failure-rules.ts';
import {
  explainArchivedRepository,
  explainBlockedRepository,
  explainForbiddenAddress,
  explainForbiddenClassicToken,
  explainForbiddenLifetime,
  explainForbiddenPersonalToken,
  explainMissingAppPermission,
  explainNotFound,
  explainMissingRole,
  explainMissingTokenPermission,
  explainMovedOwner,
  explainRateLimit,
  explainReachedLimit,
  explainRefusedEncryption,
  explainRefusedRequest,
  explainRefusedToken,
  explainSingleSignOn,
  explainSuspendedAccount,
  explainSuspendedInstallation,
  explainUnknownRefusal,
  type GitHubContext,
} from './explanations.ts';
import { readRateLimitRetry } from './response.ts';

type GitHubRule = FailureRule<GitHubContext>;

const rateLimit = { retry: readRateLimitRetry, explain: explainRateLimit } as const;

/** GitHub has replaced the key that the value was encrypted with. */
export const encryptionRule: GitHubRule = {
  status: 422,
  message: /improperly encrypted secret|\bkey_id\b/i,
  explain: explainRefusedEncryption,
};

/**
 * What GitHub's errors mean. They have no codes: only the status, the message and the headers tell them apart.
 *
 * GitHub does not know the token of a GitHub App, or its permissions, for the first seconds.
 */
export const gitHubRules: readonly GitHubRule[] = [
  { status: [403, 429], message: /rate limit|abuse detection/i, ...rateLimit },
  { status: 403, header: 'retry-after', ...rateLimit },
  { status: 429, ...rateLimit },

  { status: 401, message: /^Bad credentials/, retry: 'briefly', explain: explainRefusedToken },
  { status: 401, explain: explainRefusedToken },
  { status: 403, message: /installation has been suspended/i, explain: explainSuspendedInstallation },
  { status: 403, message: /account (was|is|has been) suspended/i, explain: explainSuspendedAccount },

  { status: 403, header: 'x-github-sso', explain: explainSingleSignOn },
  { status: 403, message: /SAML enforcement/, explain: explainSingleSignOn },
  { status: 403, message: /\btoken's lifetime\b/, explain: explainForbiddenLifetime },
  { status: 403, message: /\(classic\).{0,100}fine-grained/s, explain: explainForbiddenClassicToken },
  {
    status: 403,
    message: /forbids access via a .{0,20}personal access token/,
    explain: explainForbiddenPersonalToken,
  },
  { status: 403, message: /IP allow list/, explain: explainForbiddenAddress },

  {
    status: [403, 404],
    message: /^Resource not accessible by integration/,
    retry: 'briefly',
    explain: explainMissingAppPermission,
  },
  {
    status: [403, 404],
    message: /^Resource not accessible by personal access token/,
    explain: explainMissingTokenPermission,
  },
  { status: 403, message: /^Must have admin rights/, explain: explainMissingRole },

  { status: 403, message: /\barchived so is read-only/, explain: explainArchivedRepository },
  {
    status: 403,
    message: /^Repository (access blocked|has been locked)/,
    explain: explainBlockedRepository,
  },
  { status: 451, explain: explainBlockedRepository },
  { status: 403, header: 'x-accepted-github-permissions', explain: explainUnknownRefusal },

  { status: 404, explain: explainNotFound },
  { status: [301, 307, 308], explain: explainMovedOwner },
  { status: 409, retry: 'yes' },

  encryptionRule,
  { status: 422, message: /\blimit\b|\bmaximum\b|too many/i, explain: explainReachedLimit },
  { status: 422, explain: explainRefusedRequest },
];
