import type { Clock } from '../shared/clock.ts';
import { ActionError } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import type { Cloud } from '../azure/cloud.ts';
import {
  formatCommands,
  createServicePrincipalCommand,
  enableServicePrincipalCommand,
} from '../azure/az-commands.ts';
import { describeRefusal, type LoginRefusal } from '../entra/refusal.ts';

/** How many logins make a round, and how many good rounds in a row prove a secret. */
const loginsPerRound = 3;
const consecutiveRounds = 2;

/** The logins of a verification in which each round succeeds. */
export const loginsPerVerification = loginsPerRound * consecutiveRounds;

/** How long to wait after a round that was not good, in milliseconds: longer each time. */
const firstWait = 1_000;
const maxWait = 5_000;

/** What a verification needs from outside. */
export interface VerifyOptions {
  readonly applicationId: string;
  readonly cloud: Cloud;
  /** Tries one login over a fresh connection; undefined when it was accepted. */
  readonly tryLogin: () => Promise<LoginRefusal | undefined>;
  /** Opens connections until so many of the next logins have one ready. */
  readonly openLoginConnections: (count: number) => void;
  /** Called when one more good round will do. */
  readonly onLastRound: () => void;
  /** In milliseconds. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Waits until Entra accepts a new secret everywhere: rounds of logins at once, until two whole rounds in a row are
 * good. Replicas learn of a secret at different times, so one good login proves nothing.
 *
 * @throws Failure when that takes too long, or when waiting cannot help
 */
export async function verifySecret({
  applicationId,
  cloud,
  tryLogin,
  openLoginConnections,
  onLastRound,
  timeout,
  clock,
  log,
}: VerifyOptions): Promise<void> {
  const end = clock.now().getTime() + timeout;
  let good = 0;
  let wait = firstWait;
  for (;;) {
    const answers = runRound(tryLogin);
    if (good === 0) openLoginConnections(loginsPerRound);
    const refusals = await answers;
    const [refusal] = refusals;
    if (refusal === undefined) {
      good += 1;
      if (good === consecutiveRounds) return;
      onLastRound();
      continue;
    }
    for (const one of refusals) throwIfPermanent(one, applicationId, cloud);
    good = 0;
    const left = end - clock.now().getTime();
    if (left <= 0) throw notAcceptedError(refusal, applicationId, timeout);
    const accepted = loginsPerRound - refusals.length;
    log.info(
      `Microsoft Entra ID accepts the new secret in ${accepted} of ${loginsPerRound} logins (${describeRefusal(refusal)}); it takes a while to be known everywhere.`,
    );
    await clock.sleep(Math.min(wait, left));
    wait = Math.min(wait * 1.5, maxWait);
  }
}

async function runRound(login: VerifyOptions['tryLogin']): Promise<readonly LoginRefusal[]> {
  const answers = await Promise.all(Array.from({ length: loginsPerRound }, login));
  return answers.filter((answer) => answer !== undefined);
}

function throwIfPermanent(refusal: LoginRefusal, applicationId: string, cloud: Cloud): void {
  switch (refusal.aadsts) {
    case 53003:
      throw new ActionError('login-blocked-by-policy', {
        problem: `A Conditional Access policy refused the login of application ${applicationId} (${describeRefusal(refusal)}), so the new secret could not be proved.`,
        likelyCause:
          'the policy for workload identities allows this application only from certain network locations, and the runner is elsewhere. The secret itself may be good.',
        remedy: 'run the job on a runner inside those locations, or set `verify: false`.',
      });
    case 7000229:
      throw new ActionError('application-cannot-log-in', {
        problem: `Application ${applicationId} has no service principal in this tenant (${describeRefusal(refusal)}), so no secret of it can log in.`,
        likelyCause: 'the app registration was made without its enterprise application, or that was deleted.',
        remedy: `create it:${formatCommands(cloud, createServicePrincipalCommand(applicationId))}`,
      });
    case 7000112:
      throw new ActionError('application-cannot-log-in', {
        problem: `Application ${applicationId} is disabled (${describeRefusal(refusal)}), so no secret of it can log in.`,
        likelyCause: 'an administrator switched off its enterprise application.',
        remedy: `enable it:${formatCommands(cloud, enableServicePrincipalCommand(applicationId))}`,
      });
    default:
  }
}

function notAcceptedError(refusal: LoginRefusal, applicationId: string, timeout: number): ActionError {
  return new ActionError('secret-not-accepted', {
    problem: `Microsoft Entra ID did not accept the new secret of application ${applicationId} within ${Math.round(timeout / 1000)} seconds (last answer: ${describeRefusal(refusal)}).`,
    likelyCause:
      'the secret has not reached all replicas of Microsoft Entra ID yet. It mostly takes seconds, but nobody promises that.',
    remedy: 'run the job again; if it happens more often, raise `verify-timeout`.',
  });
}
