import { LostResponseError, UncertainRefusalError, type AddedPassword } from '../entra/graph/applications.ts';
import { briefRetries, briefWait } from '../http/retry.ts';
import type { Addition } from '../plan/plan.ts';
import { formatFindCommands, removeAddedSecrets } from './roll-back.ts';
import { added, answerLost, removed, type In } from './state.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { ActionError } from '../shared/action-error.ts';
import type { RotationContext } from './context.ts';

/** A secret that was added, and the state that records it. */
interface AddedSecret {
  readonly password: AddedPassword;
  /** Not saved yet. */
  readonly state: In<'added'>;
}

const checkedAgain = 'nothing was written; the post step of this job checks again.';

/**
 * Adds the secret. When it is not known whether that happened, removes every secret with the description of this run and
 * adds one again with the same description. When a replica of Graph does not know the application, it asks a few times more:
 * most likely nothing was added. After both, the post step checks once more, since a secret can appear later.
 *
 * @param adding the state that is saved
 * @throws ActionError `graph-request-failed` when Graph did not answer twice; when it refused, with the code of the refusal
 */
export async function addSecret(
  { displayName, endDateTime }: Addition,
  adding: In<'adding'>,
  context: RotationContext,
): Promise<AddedSecret> {
  const { application, applications, budget, clock, cloud, journal, log } = context;
  let state = adding;
  let isFirst = true;
  let refusals = 0;
  for (;;) {
    budget.ensureRemaining(minTimeForWrite);
    try {
      const password = await applications.addPassword(application, displayName, endDateTime);
      return { password, state: added(state, password.keyId) };
    } catch (error) {
      if (error instanceof UncertainRefusalError) {
        state = journal.trySave(answerLost(state));
        refusals += 1;
        if (refusals > briefRetries || !budget.tryGrantWait(briefWait)) {
          throw error.actionError.withState(checkedAgain);
        }
        log.info(`Microsoft Graph: ${error.reason}. Trying again in ${briefWait / 1_000} s.`);
        await clock.sleep(briefWait);
        continue;
      }
      // An ActionError is a refusal. After any other error the secret may have been added.
      if (error instanceof ActionError) {
        if (state.lostAnswer) throw error.withState(checkedAgain);
        journal.trySave(removed(state));
        throw error;
      }
      const reason = error instanceof LostResponseError ? error.reason : 'an unexpected error';
      state = journal.trySave(answerLost(state));
      log.info(
        `Microsoft Graph did not confirm whether it added the secret (${reason}). Looking for it by its description.`,
      );
      const secrets = {
        displayName,
        keyIdToRemove: undefined,
        keyIdToKeep: undefined,
        searchByDescription: true,
      };
      const { complete } = await removeAddedSecrets(secrets, 'main', context);
      if (complete && isFirst) {
        isFirst = false;
        continue;
      }
      const commands = formatFindCommands(secrets, application, cloud);
      throw lostResponseError(reason, complete ? undefined : commands);
    }
  }
}

/** @param commands that find what may be left on the application; undefined when nothing is */
function lostResponseError(reason: string, commands: string | undefined): ActionError {
  const isClean = commands === undefined;
  return new ActionError(
    'graph-request-failed',
    {
      problem: `Microsoft Graph did not confirm whether it added the client secret (${reason}).`,
      likelyCause: 'a temporary outage of the service or of the network.',
      remedy: isClean ? 'run the job again.' : 'remove what is left, then run the job again.',
    },
    isClean
      ? 'no secret of this run is left on the application, and nothing was written.'
      : `a secret of this run may be on the application, and no destination holds it. The post step of this job checks again. ${commands}`,
  );
}
