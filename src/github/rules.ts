import type { FailureRule } from '../http/failure-rules.ts';
import {
  explainArchivedRepository,
  explainBlockedRepository,
  explainForbiddenAddress,
  explainForbiddenClassicToken,
  explainForbiddenLifetime,
  explainForbiddenPersonalToken,
  explainRateLimit,
  explainRefusedToken,
  explainSingleSignOn,
  explainSuspendedAccount,
  explainSuspendedInstallation,
  type GitHubContext,
} from './explanations.ts';
import { readRateLimitRetry } from './response.ts';

const rateLimit = { retry: readRateLimitRetry, explain: explainRateLimit } as const;

/**
 * What GitHub's errors mean, whatever the request was for. The REST API has no codes: only the status, the message and the headers
 * tell errors apart. Each use adds the rows that depend on what it does.
 *
 * GitHub does not know the token of a GitHub App, or its permissions, for the first seconds.
 */
export const gitHubRules: readonly FailureRule<GitHubContext>[] = [
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

  { status: 403, message: /\barchived so is read-only/, explain: explainArchivedRepository },
  {
    status: 403,
    message: /^Repository (access blocked|has been locked)/,
    explain: explainBlockedRepository,
  },
  { status: 451, explain: explainBlockedRepository },
  { status: 409, retry: 'yes' },
];

/** The token of a GitHub App, or that of a job, lacks a permission. */
export const missingAppPermission = {
  status: [403, 404],
  message: /^Resource not accessible by integration/,
  retry: 'briefly',
} as const;

/** A personal access token lacks a permission. */
export const missingTokenPermission = {
  status: [403, 404],
  message: /^Resource not accessible by personal access token/,
} as const;
