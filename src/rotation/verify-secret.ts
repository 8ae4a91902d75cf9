import type { Clock } from '../shared/clock.ts';
import { Failure } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import type { Cloud } from '../azure/cloud.ts';
import { commands, createPrincipal, enablePrincipal } from '../azure/az-commands.ts';
import { nameOf, type Refusal } from '../entra/refusal.ts';

/** How many logins make a round, and how many good rounds in a row prove a secret. */
export const loginsInRound = 3;
const roundsInRow = 2;

/** How long to wait after a round that was not good, in milliseconds: longer each time. */
const firstWait = 1_000;
const longestWait = 5_000;

/** What a verification needs from outside. */
export interface Proof {
  readonly applicationId: string;
  readonly cloud: Cloud;
  /** Tries one login over a fresh connection; undefined when it was accepted. */
  readonly login: () => Promise<Refusal | undefined>;
  /** Opens the connections of the next logins. */
  readonly expectLogins: (count: number) => void;
  /** Called when one more good round will do. */
  readonly nearlyReady: () => void;
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
  login,
  expectLogins,
  nearlyReady,
  timeout,
  clock,
  log,
}: Proof): Promise<void> {
  const end = clock.now().getTime() + timeout;
  let good = 0;
  let wait = firstWait;
  for (;;) {
    const answers = round(login);
    if (good === 0) expectLogins(loginsInRound);
    const refusals = await answers;
    const [refusal] = refusals;
    if (refusal === undefined) {
      good += 1;
      if (good === roundsInRow) return;
      nearlyReady();
      continue;
    }
    for (const one of refusals) failWhereWaitingIsVain(one, applicationId, cloud);
    good = 0;
    const left = end - clock.now().getTime();
    if (left <= 0) throw notAccepted(refusal, applicationId, timeout);
    const accepted = loginsInRound - refusals.length;
    log.info(
      `Microsoft Entra ID accepts the new secret in ${accepted} of ${loginsInRound} logins (${nameOf(refusal)}); it takes a while to be known everywhere.`,
    );
    await clock.sleep(Math.min(wait, left));
    wait = Math.min(wait * 1.5, longestWait);
  }
}

async function round(login: Proof['login']): Promise<readonly Refusal[]> {
  const answers = await Promise.all(Array.from({ length: loginsInRound }, login));
  return answers.filter((answer) => answer !== undefined);
}

function failWhereWaitingIsVain(refusal: Refusal, applicationId: string, cloud: Cloud): void {
  switch (refusal.aadsts) {
    case 53003:
      throw new Failure('login-blocked-by-policy', {
        happened: `A Conditional Access policy refused the login of application ${applicationId} (${nameOf(refusal)}), so the new secret could not be proved.`,
        likely:
          'the policy for workload identities allows this application only from certain network locations, and the runner is elsewhere. The secret itself may be good.',
        fix: 'run the job on a runner inside those locations, or set `verify: false`.',
      });
    case 7000229:
      throw new Failure('application-cannot-log-in', {
        happened: `Application ${applicationId} has no service principal in this tenant (${nameOf(refusal)}), so no secret of it can log in.`,
        likely: 'the app registration was made without its enterprise application, or that was deleted.',
        fix: `create it:${commands(cloud, createPrincipal(applicationId))}`,
      });
    case 7000112:
      throw new Failure('application-cannot-log-in', {
        happened: `Application ${applicationId} is disabled (${nameOf(refusal)}), so no secret of it can log in.`,
        likely: 'an administrator switched off its enterprise application.',
        fix: `enable it:${commands(cloud, enablePrincipal(applicationId))}`,
      });
    default:
  }
}

function notAccepted(refusal: Refusal, applicationId: string, timeout: number): Failure {
  return new Failure('secret-not-accepted', {
    happened: `Microsoft Entra ID did not accept the new secret of application ${applicationId} within ${Math.round(timeout / 1000)} seconds (last answer: ${nameOf(refusal)}).`,
    likely:
      'the secret has not reached all replicas of Microsoft Entra ID yet. It mostly takes seconds, but nobody promises that.',
    fix: 'run the job again; if it happens more often, raise `verify-timeout`.',
  });
}
