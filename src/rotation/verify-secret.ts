import type { SecretLoginFailure } from '../entra/login/secret-login-errors.ts';
import type { ActionError } from '../shared/action-error.ts';
import { settleAllOrFirst } from '../shared/settle.ts';
import type { RotationContext } from './context.ts';
import {
  addRound,
  countLogins,
  findPermanentFailure,
  isThrottled,
  loginsPerRound,
  noRounds,
  waitAfter,
} from './verification-rounds.ts';

/** How many rounds in a row must succeed. */
const consecutiveRounds = 2;

/** The logins of a verification in which each round succeeds. */
export const loginsPerVerification = loginsPerRound * consecutiveRounds;

/**
 * Verifies that the application can log in with its new secret, and that it can access the Azure DevOps organization if
 * one is named. The budget of the phase does not include this time: the verification has a separate time limit.
 *
 * @param onLastRound called when the verification is complete if one more round succeeds
 * @throws ActionError of `secretLoginError` when waiting cannot help or the time is up; `azure-devops-…` when the organization
 *   cannot be accessed
 */
export async function verifySecret(
  secretText: string,
  context: RotationContext,
  onLastRound: () => void,
): Promise<void> {
  const { application, inputs, clock, budget, log } = context;
  const { azureDevOps } = inputs;
  const begin = clock.now().getTime();
  try {
    await waitUntilAccepted(secretText, context, onLastRound);
    log.info('Microsoft Entra ID accepts the new secret.');
    if (azureDevOps !== undefined) {
      await context.verifyAzureDevOpsAccess(azureDevOps, application.applicationId, secretText);
      log.info(
        `The application can access the Azure DevOps organization ${azureDevOps} with the new secret.`,
      );
    }
  } finally {
    budget.extend(clock.now().getTime() - begin);
  }
}

/**
 * Logs in until two consecutive rounds of parallel logins succeed. The replicas of Entra learn about a new secret at
 * different times, so a single successful login is not enough.
 */
async function waitUntilAccepted(
  secretText: string,
  context: RotationContext,
  onLastRound: () => void,
): Promise<void> {
  const { inputs, clock, log } = context;
  const end = clock.now().getTime() + inputs.verifyTimeout;
  let rounds = noRounds;
  for (;;) {
    const logins = countLogins(rounds);
    const round = runRound(logins, secretText, context);
    // Unless this round can be the last one, another one follows.
    if (rounds.succeeded === 0 && logins > 1) context.openLoginConnections(loginsPerRound);
    const failures = await round;
    rounds = addRound(rounds, failures);
    const failure = failures.find(isThrottled) ?? failures[0];
    if (failure === undefined) {
      if (rounds.succeeded === consecutiveRounds) return;
      if (rounds.succeeded > 0) onLastRound();
      continue;
    }
    const permanent = findPermanentFailure(failures, rounds);
    if (permanent !== undefined) throw notVerifiedError(permanent, context, '');
    const left = end - clock.now().getTime();
    if (left <= 0) throw notVerifiedError(failure, context, formatLimit(inputs.verifyTimeout));
    log.info(describeRound(logins, failures.length, failure));
    await clock.sleep(Math.min(waitAfter(rounds, failures), left));
  }
}

/** @returns the failures: none when the round succeeded */
async function runRound(
  count: number,
  secretText: string,
  { application, trySecretLogin }: RotationContext,
): Promise<readonly SecretLoginFailure[]> {
  const logins = Array.from({ length: count }, () => trySecretLogin(application.applicationId, secretText));
  return (await settleAllOrFirst(logins)).filter((failure) => failure !== undefined);
}

function describeRound(logins: number, failed: number, failure: SecretLoginFailure): string {
  const result = `Microsoft Entra ID accepted the new secret in ${logins - failed} of ${logins} logins (${failure.name}).`;
  if (isThrottled(failure)) {
    return `${result} It limits the number of logins to the tenant, so the action sends one at a time for now.`;
  }
  return failure.isReplicaBehind ? `${result} It can take a while until all replicas accept it.` : result;
}

/** @param timeout in milliseconds */
function formatLimit(timeout: number): string {
  return ` within ${Math.round(timeout / 1000)} seconds`;
}

/** @param within the time limit that ended the verification; '' when none did */
function notVerifiedError(
  failure: SecretLoginFailure,
  context: RotationContext,
  within: string,
): ActionError {
  const { application, inputs, cloud } = context;
  return failure.toError({
    tenantId: inputs.tenantId,
    applicationId: application.applicationId,
    cloud,
    consequence: 'the new secret could not be verified',
    within,
    skip: 'set `verify: false`',
  });
}
