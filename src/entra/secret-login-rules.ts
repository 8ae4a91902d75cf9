import {
  explainFailure,
  findFailureRetryReason,
  matchesRule,
  type FailureRule,
} from '../http/failure-rules.ts';
import {
  describeFailure,
  readFailureRetryAfter,
  withoutQuote,
  type FailingService,
  type RequestFailure,
} from '../http/failure.ts';
import { briefRetries, type AttemptResult } from '../http/retry.ts';
import type { ActionError } from '../shared/action-error.ts';
import {
  aadsts,
  describeLoginFailure,
  disabledCodes,
  entraId,
  missingPrincipalCode,
  policyCodes,
  refusedStatuses,
  temporaryCodes,
  tenantRestrictionCodes,
  throttledCodes,
} from './login-failure.ts';
import {
  explainBlockedSecretLogin,
  explainDisabledApplication,
  explainMissingApplicationPrincipal,
  explainRefusedSecretLogin,
  explainRestrictedSecretLogin,
  explainThrottledSecretLogin,
  explainUnavailableSecretLogin,
  explainUnknownApplication,
  explainUnknownSecret,
  type SecretLoginContext,
} from './secret-login-errors.ts';

/** A replica of Entra does not know the secret yet, or not even the application, which Graph has just listed. */
const replicationRules: readonly FailureRule<SecretLoginContext>[] = [
  { code: aadsts(7000215), retry: 'yes', explain: explainUnknownSecret },
  { code: aadsts(700016), retry: 'yes', explain: explainUnknownApplication },
];

/** What the errors of Entra mean for every login with a new client secret. */
export const commonRules: readonly FailureRule<SecretLoginContext>[] = [
  { code: throttledCodes, retry: 'throttled', explain: explainThrottledSecretLogin },
  { status: 429, retry: 'throttled', explain: explainThrottledSecretLogin },
  { code: temporaryCodes, retry: 'yes', explain: explainUnavailableSecretLogin },
  ...replicationRules,
  { code: missingPrincipalCode, explain: explainMissingApplicationPrincipal },
  { code: disabledCodes, explain: explainDisabledApplication },
  { code: policyCodes, explain: explainBlockedSecretLogin },
  { code: tenantRestrictionCodes, explain: explainRestrictedSecretLogin },
];

/** The same for a verification. `retry` marks the errors that are worth waiting for: all others end it at once. */
const verificationRules: readonly FailureRule<SecretLoginContext>[] = [
  ...commonRules,
  { status: refusedStatuses, explain: explainRefusedSecretLogin },
];

/**
 * Decides whether a later login with the same secret may succeed; undefined when it would not. A response that Entra did not
 * send is worth a few more attempts: the workload identity has just logged in through the same network.
 */
export function findSecretLoginRetryReason(failure: RequestFailure): AttemptResult<unknown>['retryReason'] {
  const reason = findFailureRetryReason(failure, verificationRules);
  if (reason !== undefined || 'network' in failure || failure.error !== undefined) return reason;
  const retryAfterMs = readFailureRetryAfter(failure);
  return { name: describeFailure(failure), retryAfterMs, maxRetries: briefRetries };
}

/**
 * The error for a login with a client secret.
 *
 * @param rules the table to explain it by
 * @param failed the code of the error that no rule explains
 */
export function secretLoginError(
  failure: RequestFailure,
  context: SecretLoginContext,
  rules = verificationRules,
  failed: FailingService['failed'] = 'secret-not-accepted',
): ActionError {
  const { applicationId, cloud } = context;
  // The request carried the secret.
  return explainFailure(withoutQuote(failure), rules, context, {
    service: { ...entraId, failed },
    host: cloud.authorityHost,
    operation: `log in application ${applicationId} with its new secret`,
  });
}

/** A failed login of a verification, as far as the verification needs to know it. */
export interface SecretLoginFailure {
  /** In the log: `AADSTS7000215`. */
  readonly name: string;
  /** Whether a replica of Entra does not know the secret or the application yet. */
  readonly isReplicaBehind: boolean;
  /** Undefined when waiting cannot help. */
  readonly retryReason: AttemptResult<unknown>['retryReason'];
  readonly toError: (context: SecretLoginContext) => ActionError;
}

/** Reads what a failed login means for a verification. */
export function readSecretLoginFailure(failure: RequestFailure): SecretLoginFailure {
  return {
    name: describeLoginFailure(failure),
    isReplicaBehind: matchesRule(failure, ...replicationRules),
    retryReason: findSecretLoginRetryReason(failure),
    toError: (context) => secretLoginError(failure, context),
  };
}
