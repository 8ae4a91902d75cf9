import { explainFailure, matchesRule, type FailureRule } from '../../http/failure-rules.ts';
import { withoutQuote, type FailingService, type RequestFailure } from '../../http/failure.ts';
import type { RetryReason } from '../../http/retry.ts';
import type { ActionError } from '../../shared/action-error.ts';
import { entraService } from './explanations.ts';
import { describeLoginFailure } from './response.ts';
import type { SecretLoginContext } from './secret-login-explanations.ts';
import { findSecretLoginRetryReason, replicationRules, verificationRules } from './secret-login-rules.ts';

/**
 * The error for a login with a client secret.
 *
 * @param rules the table to explain it by
 * @param failed the code of the error that no rule explains
 */
export function secretLoginError<TContext extends SecretLoginContext>(
  failure: RequestFailure,
  context: TContext,
  rules: readonly FailureRule<TContext>[] = verificationRules,
  failed: FailingService['failed'] = 'secret-not-accepted',
): ActionError {
  const { applicationId, cloud } = context;
  // The request carried the secret.
  return explainFailure(withoutQuote(failure), rules, context, {
    service: { ...entraService, failed },
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
  readonly retryReason: RetryReason | undefined;
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
