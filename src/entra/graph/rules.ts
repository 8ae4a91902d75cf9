import { readClaimsChallenge } from '../login/claims-challenge.ts';
import { isRefusal, type RequestFailure } from '../../http/failure.ts';
import { matchesRule, type FailureRule } from '../../http/failure-rules.ts';
import {
  explainAuditPermissionMissing,
  explainReportsThrottled,
  explainNoLicense,
} from './last-use-explanations.ts';
import {
  explainDescriptionRefused,
  explainIdentityNotFound,
  explainLifetimeNotAllowed,
  explainOtherCloud,
  explainPermissionMissing,
  explainSecretsNotAllowed,
  explainTokenRefused,
  explainTooManyCredentials,
  explainTwoSecretLimit,
  type GraphContext,
} from './explanations.ts';

export type GraphRule = FailureRule<GraphContext>;

/** The permission is there, but a policy of the tenant blocks the request. */
const blockedByPolicy: GraphRule = {
  code: 'Authorization_RequestDenied',
  message: /conditional access|polic(y|ies)|blocked/i,
};

/** Errors about an access token that a new login replaces. */
const expiredTokenRules: readonly FailureRule<never>[] = [
  {
    status: 401,
    code: 'InvalidAuthenticationToken',
    message: /\b(expired|continuous access evaluation|revoked)\b/i,
  },
  { status: 401, code: 'Authentication_ExpiredToken' },
];

/** What Graph's errors mean. Everything that is not here is reported in Graph's own words. */
export const graphRules: readonly GraphRule[] = [
  // Temporary, whatever the status.
  { status: 429, retry: 'throttled' },
  { code: ['Request_ThrottledTemporarily', 'TooManyRequests'], retry: 'throttled' },
  {
    code: ['Directory_ConcurrencyViolation', 'Directory_ReplicaUnavailable', 'serviceNotAvailable'],
    retry: 'yes',
  },
  // A replica does not have an object yet that another one has just returned, or the grant of a permission.
  {
    status: 404,
    code: ['Request_ResourceNotFound', 'Directory_ObjectNotFound', 'ResourceNotFound'],
    retry: 'briefly',
  },
  { code: 'Authorization_IdentityNotFound', retry: 'briefly', explain: explainIdentityNotFound },
  // The access.
  { status: 401, message: /invalid audience/i, explain: explainOtherCloud },
  ...expiredTokenRules.map((rule) => ({ ...rule, explain: explainTokenRefused })),
  blockedByPolicy,
  { code: 'Authorization_RequestDenied', explain: explainPermissionMissing },
  // The change.
  { code: 'CredentialInvalidLifetimeAsPerAppPolicy', explain: explainLifetimeNotAllowed },
  { code: 'CredentialTypeNotAllowedAsPerAppPolicy', explain: explainSecretsNotAllowed },
  { code: 'Directory_ResourceSizeExceeded', explain: explainTooManyCredentials },
  { code: 'TooManyAppPasswords', explain: explainTwoSecretLimit },
  { message: /\bmaximum of 2\b/i, explain: explainTwoSecretLimit },
  { code: 'Request_BadRequest', message: /displayName/i, explain: explainDescriptionRefused },
  // Two changes at the same time, under any other code.
  { status: [409, 423], retry: 'yes' },
];

/** For a request that asks whether an application exists, so that 404 is an answer. */
export const lookUpRules: readonly GraphRule[] = [{ status: 404 }, ...graphRules];

/** For the report on sign-ins, which has its own permission, license and limits. */
export const lastUseRules: readonly GraphRule[] = [
  blockedByPolicy,
  {
    code: ['Authentication_MSGraphPermissionMissing', 'Authorization_RequestDenied'],
    explain: explainAuditPermissionMissing,
  },
  { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', explain: explainNoLicense },
  { status: 429, retry: 'throttled', explain: explainReportsThrottled },
  ...graphRules,
];

/**
 * Whether Graph itself says that it did not execute a request, and cannot be wrong. 404 can come from a replica that was asked
 * for the result after another one executed the request.
 */
export function isCertainRefusal(failure: RequestFailure): boolean {
  return isRefusal(failure) && !matchesRule(failure, { status: 404 });
}

/**
 * Whether a new login helps. Graph checks the token before anything else, so the request was not executed.
 *
 * @returns the claims to log in with, if Graph asks for any; undefined when a new login does not help
 */
export function findNewLogin(failure: RequestFailure): { readonly claims: string | undefined } | undefined {
  if ('network' in failure || failure.status !== 401 || failure.error === undefined) return undefined;
  const claims = readClaimsChallenge(failure.headers);
  return claims !== undefined || matchesRule(failure, ...expiredTokenRules) ? { claims } : undefined;
}

/** Errors about the link to a page of a list. Some of them come without a code. */
const expiredLinkRules: readonly FailureRule<never>[] = [
  { code: 'Directory_ExpiredPageToken' },
  { status: [400, 410], message: /\b(skip|page) ?token\b/i },
];

/** Whether the link to the next page of a list has expired, so that the list must be read again from its beginning. */
export function isExpiredLink(failure: RequestFailure): boolean {
  return matchesRule(failure, ...expiredLinkRules);
}
