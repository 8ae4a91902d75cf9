import type { FailureRule } from '../../http/failure-rules.ts';
import * as explanations from './explanations.ts';
import { readRateLimitRetry } from './response.ts';

type GitHubRule = FailureRule<explanations.GitHubContext>;

const rateLimit = { retry: readRateLimitRetry, explain: explanations.rateLimited } as const;

/** GitHub has replaced the key that the value was encrypted with. */
export const encryptionRule: GitHubRule = {
  status: 422,
  message: /improperly encrypted secret|\bkey_id\b/i,
  explain: explanations.encryptionRefused,
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

  { status: 401, message: /^Bad credentials/, retry: 'briefly', explain: explanations.tokenRefused },
  { status: 401, explain: explanations.tokenRefused },
  { status: 403, message: /installation has been suspended/i, explain: explanations.installationSuspended },
  { status: 403, message: /account (was|is|has been) suspended/i, explain: explanations.accountSuspended },

  { status: 403, header: 'x-github-sso', explain: explanations.singleSignOnRequired },
  { status: 403, message: /SAML enforcement/, explain: explanations.singleSignOnRequired },
  { status: 403, message: /\btoken's lifetime\b/, explain: explanations.lifetimeForbidden },
  { status: 403, message: /\(classic\).{0,100}fine-grained/s, explain: explanations.classicForbidden },
  {
    status: 403,
    message: /forbids access via a .{0,20}personal access token/,
    explain: explanations.onlyAppsAllowed,
  },
  { status: 403, message: /IP allow list/, explain: explanations.addressForbidden },

  {
    status: [403, 404],
    message: /^Resource not accessible by integration/,
    retry: 'briefly',
    explain: explanations.integrationForbidden,
  },
  {
    status: [403, 404],
    message: /^Resource not accessible by personal access token/,
    explain: explanations.personalTokenForbidden,
  },
  { status: 403, message: /^Must have admin rights/, explain: explanations.roleTooLow },

  { status: 403, message: /\barchived so is read-only/, explain: explanations.repositoryArchived },
  {
    status: 403,
    message: /^Repository (access blocked|has been locked)/,
    explain: explanations.repositoryBlocked,
  },
  { status: 451, explain: explanations.repositoryBlocked },
  { status: 403, header: 'x-accepted-github-permissions', explain: explanations.unknownRefusal },

  { status: 404, explain: explanations.notFound },
  { status: [301, 307, 308], explain: explanations.moved },
  { status: 409, retry: 'yes' },

  encryptionRule,
  { status: 422, message: /\blimit\b|\bmaximum\b|too many/i, explain: explanations.limitReached },
  { status: 422, explain: explanations.requestRefused },
];
