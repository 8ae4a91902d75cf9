import { ActionError } from '../shared/action-error.ts';
import { settleAllOrFirst } from '../shared/settle.ts';
import { findSecretLoginError } from '../entra/secret-login-errors.ts';
import { describeRefusal, type LoginRefusal } from '../entra/refusal.ts';
import type { RotationContext } from './context.ts';

/** How many logins a round has. */
const loginsPerRound = 3;

/** How many rounds in a row must succeed. */
const consecutiveRounds = 2;

/** The logins of a verification in which each round succeeds. */
export const loginsPerVerification = loginsPerRound * consecutiveRounds;

/** How long to wait after a round that failed, in milliseconds: longer each time. */
const firstWait = 1_000;
const maxWait = 5_000;

/**
 * Verifies that the application can log in with its new secret, and that it can access the Azure DevOps organization if
 * one is named. The budget of the phase does not include this time: the verification has a separate time limit.
 *
 * @param onLastRound called when the verification is complete if one more round succeeds
 * @throws ActionError `secret-not-accepted` when the secret is not accepted in time; `login-blocked-by-policy` or
 *   `application-cannot-log-in` when waiting cannot help; `azure-devops-…` when the organization cannot be accessed
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
  const { application, inputs, clock, cloud, log } = context;
  const { applicationId } = application;
  const { verifyTimeout } = inputs;
  const end = clock.now().getTime() + verifyTimeout;
  let succeededRounds = 0;
  let wait = firstWait;
  for (;;) {
    const round = runRound(secretText, context);
    // Unless this round can be the last one, another one follows.
    if (succeededRounds === 0) context.openLoginConnections(loginsPerRound);
    const refusals = await round;
    const [refusal] = refusals;
    if (refusal === undefined) {
      succeededRounds += 1;
      if (succeededRounds === consecutiveRounds) return;
      onLastRound();
      continue;
    }
    for (const each of refusals) {
      const permanent = findSecretLoginError(each, applicationId, cloud);
      if (permanent !== undefined) throw permanent;
    }
    succeededRounds = 0;
    const left = end - clock.now().getTime();
    if (left <= 0) throw notAcceptedError(refusal, applicationId, verifyTimeout);
    const accepted = loginsPerRound - refusals.length;
    log.info(
      `Microsoft Entra ID accepted the new secret in ${accepted} of ${loginsPerRound} logins (${describeRefusal(refusal)}). It can take a while until all replicas accept it.`,
    );
    await clock.sleep(Math.min(wait, left));
    wait = Math.min(wait * 1.5, maxWait);
  }
}

/** @returns the refusals: none when the round succeeded */
async function runRound(
  secretText: string,
  { application, trySecretLogin }: RotationContext,
): Promise<readonly LoginRefusal[]> {
  const logins = Array.from({ length: loginsPerRound }, () =>
    trySecretLogin(application.applicationId, secretText),
  );
  return (await settleAllOrFirst(logins)).filter((refusal) => refusal !== undefined);
}

/** @param timeout in milliseconds */
function notAcceptedError(refusal: LoginRefusal, applicationId: string, timeout: number): ActionError {
  return new ActionError('secret-not-accepted', {
    problem: `Microsoft Entra ID did not accept the new secret of application ${applicationId} within ${Math.round(timeout / 1000)} seconds (last response: ${describeRefusal(refusal)}).`,
    likelyCause:
      'the secret has not reached all replicas of Microsoft Entra ID yet. This usually takes seconds, but there is no guaranteed limit.',
    remedy: 'run the job again. If this happens repeatedly, increase `verify-timeout`.',
  });
}
