import type { Destination } from '../destinations/destination.ts';
import { formatCommands, formatListSecretsCommand } from '../azure/az-commands.ts';
import type { Services } from './context.ts';
import {
  formatDestinationStatus,
  formatFindCommands,
  formatRemoveCommand,
  removeAddedSecrets,
  type AddedSecrets,
  type DestinationStatus,
} from './roll-back.ts';
import {
  needsCleanUp,
  recoveryFor,
  type Intent,
  type PendingWrite,
  type Recovery,
  type RotationState,
} from './state.ts';
import { isWrittenSince, wasWritten } from './store-secret.ts';
import { toActionError, ActionError, throwIfAny } from '../shared/action-error.ts';

/**
 * The post step. Removes a secret that the main step added if no destination holds it, whether the main step failed, was
 * cancelled or was killed, and a secret that was for this job only. Keeps a secret if it is not known whether a destination
 * holds it, and reports that.
 *
 * @param state what the main step saved last, found to be about this run
 * @throws ActionError or ActionErrors `secret-left-behind`, `secret-in-doubt`, `dead-value-stored`, `journal-not-believed`
 */
export async function cleanUp(
  state: Exclude<RotationState, { step: 'idle' }>,
  services: Services,
): Promise<void> {
  const { intent } = state;
  if (!needsCleanUp(state)) return;
  const { log } = services;
  log.info(
    state.step === 'complete' && intent.revokeAfterJob
      ? `Removing "${intent.displayName}", which was for this job only.`
      : `Cleaning up "${intent.displayName}", which the main step did not complete.`,
  );

  const recovery = recoveryFor(state);
  const { secretToKeep, keyIdToRemove, unconfirmedWrite } = await decideRecovery(recovery, intent, services);
  const { searchByDescription } = recovery;
  const secrets: AddedSecrets = {
    displayName: intent.displayName,
    keyIdToRemove,
    keyIdToKeep: secretToKeep?.keyId,
    searchByDescription,
  };
  const removes = keyIdToRemove !== undefined || searchByDescription;
  const leftBehind = removes ? await removeRunSecrets(secrets, intent, services) : undefined;
  const deadValue =
    unconfirmedWrite !== undefined && leftBehind === undefined
      ? await checkForDeadValue(unconfirmedWrite, services)
      : undefined;

  throwIfAny(
    [secretToKeep?.unconfirmedWriteError, leftBehind, deadValue].filter((error) => error !== undefined),
  );
  if (secretToKeep !== undefined) await reportKept(secretToKeep, state.step === 'complete', services);
  else if (removes) log.info('No secret of this run is left on the application.');
}

/** A secret that stays on the application. */
interface KeptSecret {
  readonly keyId: string;
  /** The destinations that are known to hold it. */
  readonly stored: readonly number[];
  /** A write to another destination that was not confirmed. */
  readonly unconfirmedWrite: PendingWrite | undefined;
  /** Why it is not known whether any destination holds it; undefined when one does. */
  readonly unconfirmedWriteError?: ActionError;
}

/** What happens to the secret that the main step added. */
interface Decision {
  readonly secretToKeep?: KeptSecret;
  readonly keyIdToRemove?: string | undefined;
  /** A write of the value that was not confirmed, and may arrive after the secret is removed. */
  readonly unconfirmedWrite?: PendingWrite;
}

async function decideRecovery(recovery: Recovery, intent: Intent, services: Services): Promise<Decision> {
  switch (recovery.kind) {
    case 'nothing':
      return {};
    case 'check':
      return { unconfirmedWrite: recovery.unconfirmedWrite };
    case 'remove':
      return { keyIdToRemove: recovery.keyId };
    case 'keep':
      return { secretToKeep: recovery };
    case 'ask': {
      const { keyId, unconfirmedWrite } = recovery;
      const destination = findDestination(unconfirmedWrite, services);
      try {
        const written = await wasWritten(destination, unconfirmedWrite.revisionBefore, services);
        return written
          ? { secretToKeep: { keyId, stored: [unconfirmedWrite.destination], unconfirmedWrite: undefined } }
          : { keyIdToRemove: keyId, unconfirmedWrite };
      } catch (error) {
        const unconfirmedWriteError = secretInDoubtError(
          intent,
          destination.label,
          toActionError(error),
          services,
        );
        return { secretToKeep: { keyId, stored: [], unconfirmedWrite, unconfirmedWriteError } };
      }
    }
  }
}

async function reportKept(secret: KeptSecret, isComplete: boolean, services: Services): Promise<void> {
  const { destinations, log } = services;
  const { keyId, stored } = secret;
  const labels = destinations.filter((_, index) => stored.includes(index)).map(({ label }) => label);
  log.info(
    `The secret (key ID ${keyId}) was kept: ${labels.join(', ')} ${labels.length > 1 ? 'hold' : 'holds'} it.`,
  );
  if (isComplete || destinations.length === 1) return;
  const status = formatDestinationStatus(keyId, destinations, await findStatus(secret, services));
  log.warning(`The main step was stopped before all destinations were written. Run the job again. ${status}`);
}

/** Which destinations hold the secret. Those that are known to hold it are not read again. */
async function findStatus(
  { stored, unconfirmedWrite }: KeptSecret,
  services: Services,
): Promise<DestinationStatus> {
  if (unconfirmedWrite === undefined) return { stored, unconfirmedWrite: undefined };
  try {
    const written = await wasWritten(
      findDestination(unconfirmedWrite, services),
      unconfirmedWrite.revisionBefore,
      services,
    );
    return {
      stored: written ? [...stored, unconfirmedWrite.destination] : stored,
      unconfirmedWrite: undefined,
    };
  } catch {
    return { stored, unconfirmedWrite };
  }
}

function findDestination({ destination: index }: PendingWrite, { destinations }: Services): Destination {
  const destination = destinations[index];
  if (destination === undefined) throw new TypeError('a write to no destination');
  return destination;
}

/**
 * Checks once whether a write arrived after the secret was removed.
 *
 * @returns undefined when it did not, or when the destination cannot be read
 */
async function checkForDeadValue(write: PendingWrite, services: Services): Promise<ActionError | undefined> {
  const destination = findDestination(write, services);
  const { label } = destination;
  try {
    if (!(await isWrittenSince(destination, write.revisionBefore))) return undefined;
  } catch (error) {
    services.log.warning(
      `The new secret was removed again, and ${label} could not be checked for a late write (${toActionError(error).code}). If ${label} changed after this run, run the workflow again.`,
    );
    return undefined;
  }
  return new ActionError('dead-value-stored', {
    problem: `${label} was written after this run's write had failed and the new secret had been removed.`,
    likelyCause: `the write arrived late. ${label} then holds the value of a secret that no longer exists, and every login with it fails.`,
    remedy: 'run the workflow again: it adds a new secret and writes that one.',
  });
}

/** The minimum time for the login, however much has been used, in milliseconds. */
const timeToLogIn = 40_000;

/** @returns why a secret may be left; undefined when none is */
async function removeRunSecrets(
  secrets: AddedSecrets,
  intent: Intent,
  services: Services,
): Promise<ActionError | undefined> {
  services.budget.ensureRemaining(timeToLogIn);
  try {
    const applications = await services.logIn();
    const context = { ...services, applications, application: intent };
    const { complete, mismatched, remaining } = await removeAddedSecrets(secrets, 'post', context);
    if (mismatched !== undefined) return otherDescriptionError(mismatched, intent, services);
    if (complete) return undefined;
    const byHand =
      remaining === undefined
        ? formatFindCommands(secrets, intent, services.cloud)
        : `Remove it:${formatRemoveCommand(remaining, intent, services.cloud)}`;
    return leftBehindError(byHand);
  } catch (error) {
    return leftBehindError(formatFindCommands(secrets, intent, services.cloud), toActionError(error));
  }
}

/** The application was not read, so the key ID is only what the record says: the remedy does not name it. */
function secretInDoubtError(
  intent: Intent,
  label: string,
  cause: ActionError,
  { cloud }: Services,
): ActionError {
  const commands = formatFindCommands(
    { displayName: intent.displayName, keyIdToKeep: undefined },
    intent,
    cloud,
  );
  return new ActionError('secret-in-doubt', {
    problem: `The main step was stopped while it wrote the new secret to ${label}, and ${label} could not be checked for that write (${cause.code}).`,
    likelyCause: cause.explanation.likelyCause,
    remedy: `check whether ${label} was written when the job ran. If it was, keep the new secret. Only if it was not, remove the new secret.\n${commands}`,
  });
}

/** @param byHand how to remove the secret by hand */
function leftBehindError(byHand: string, cause?: ActionError): ActionError {
  return new ActionError('secret-left-behind', {
    problem: `A client secret that this run added may still be on the application, and no destination holds it${cause === undefined ? '' : ` (${cause.code})`}.`,
    likelyCause:
      cause?.explanation.likelyCause ??
      'Microsoft Graph refused to remove it, did not answer, or still lists it.',
    remedy: `remove it by hand. ${byHand}`,
  });
}

/** Prints no command that removes the key ID: another process may use that secret. */
function otherDescriptionError(
  keyId: string,
  { applicationId, displayName }: Intent,
  { cloud }: Services,
): ActionError {
  return new ActionError('journal-not-believed', {
    problem: `The saved record says to remove the secret with key ID ${keyId}, but its description is not the one that this run set. The secret was not removed.`,
    likelyCause: 'another step of the job changed the record, or Microsoft Graph changed the description.',
    remedy: `find out what uses that secret, and look for "${displayName}":${formatCommands(cloud, formatListSecretsCommand(applicationId))}`,
  });
}
