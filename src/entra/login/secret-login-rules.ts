import { findFailureRetryReason, type FailureRule } from '../../http/failure-rules.ts';
import { describeFailure, readFailureRetryAfter, type RequestFailure } from '../../http/failure.ts';
import { briefRetries, type RetryReason } from '../../http/retry.ts';
import {
  aadsts,
  disabledCodes,
  missingPrincipalCode,
  policyCodes,
  refusedStatuses,
  temporaryCodes,
  tenantRestrictionCodes,
  throttledCodes,
} from './codes.ts';
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
} from './secret-login-explanations.ts';

/** A replica of Entra does not know the secret yet, or not even the application, which Graph has just listed. */
export const replicationRules: readonly FailureRule<SecretLoginContext>[] = [
  { code: aadsts(7000215), retry: 'yes', explain: explainUnknownSecret },
  { code: aadsts(700016), retry: 'yes', explain: explainUnknownApplication },
];

/** What the errors of Entra mean for every login with a new client secret. */
export const secretLoginRules: readonly FailureRule<SecretLoginContext>[] = [
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
export const verificationRules: readonly FailureRule<SecretLoginContext>[] = [
  ...secretLoginRules,
  { status: refusedStatuses, explain: explainRefusedSecretLogin },
];

/**
 * Decides whether a later login with the same secret may succeed; undefined when it would not. A response that Entra did not
 * send is worth a few more attempts: the workload identity has just logged in through the same network.
 */
export function findSecretLoginRetryReason(
  failure: RequestFailure,
  rules: readonly FailureRule<never>[] = verificationRules,
): RetryReason | undefined {
  const reason = findFailureRetryReason(failure, rules);
  if (reason !== undefined || 'network' in failure || failure.error !== undefined) return reason;
  const retryAfterMs = readFailureRetryAfter(failure);
  return { name: describeFailure(failure), retryAfterMs, maxRetries: briefRetries };
}
