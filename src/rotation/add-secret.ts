import type { Application } from '../entra/application.ts';
import { LostResponseError, type AddedPassword } from '../entra/applications.ts';
import type { Addition } from '../plan/plan.ts';
import { formatFindCommands, removeAddedSecrets, type Rollback } from './roll-back.ts';
import type { Journal } from './journal.ts';
import { add as addKey, loseAnswer, remove, type In } from './state.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { ActionError } from '../shared/action-error.ts';
import type { Services } from './services.ts';

/** A rollback in which all is known of the application. */
export interface Undertaking extends Rollback {
  readonly application: Application;
}

/** A secret that was added, and the state that says so. */
interface Added {
  readonly password: AddedPassword;
  /** Not saved yet. */
  readonly state: In<'added'>;
}

/**
 * Adds the secret. Where an answer is lost, what may have been added is removed by its description, and asked for
 * once more under the same one; the post step looks again for what surfaces later.
 *
 * @param begun the state that is saved
 */
export async function addSecret(
  plan: Addition,
  begun: In<'adding'>,
  rollback: Undertaking,
  services: Services,
  journal: Journal,
): Promise<Added> {
  const { displayName, endDateTime } = plan;
  const { application, applications } = rollback;
  let state = begun;
  rollback.budget.ensureRemaining(minTimeForWrite);
  for (let lost = 0; ; lost += 1) {
    try {
      const password = await applications.addPassword(application, displayName, endDateTime);
      return { password, state: addKey(state, password.keyId) };
    } catch (error) {
      // A refusal is a Failure. After anything else the secret may be there.
      if (error instanceof ActionError) {
        if (lost > 0) throw error.withState('nothing was written; the post step of this job checks again.');
        journal.trySave(remove(state));
        throw error;
      }
      const reason = error instanceof LostResponseError ? error.reason : 'an unexpected error';
      state = journal.trySave(loseAnswer(state));
      services.log.info(
        `Microsoft Graph did not say whether it added the secret (${reason}); looking for it.`,
      );
      const traces = { displayName, doomed: undefined, keep: undefined, mayBeMore: true };
      const { complete: gone } = await removeAddedSecrets(traces, rollback, 'main');
      if (!gone || lost > 0)
        throw lostResponseError(reason, gone ? undefined : formatFindCommands(traces, rollback));
    }
  }
}

/** @param left what to do about what may be left on the application; undefined when nothing is */
function lostResponseError(reason: string, left: string | undefined): ActionError {
  return new ActionError(
    'graph-request-failed',
    {
      problem: `Microsoft Graph was asked to add a client secret, and did not say whether it did (${reason}).`,
      likelyCause: 'a temporary outage of the service or of the network.',
      remedy: left === undefined ? 'run the job again.' : 'remove what is left, then run the job again.',
    },
    left === undefined
      ? 'no secret of this run is left on the application, and nothing was written.'
      : `a secret of this run may be on the application, and no destination holds it. The post step of this job looks again.${left}`,
  );
}
