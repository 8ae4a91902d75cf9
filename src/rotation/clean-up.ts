import type { Destination } from '../destinations/destination.ts';
import { formatCommands, listSecretsCommand } from '../azure/az-commands.ts';
import { formatDestinationStatus, type DestinationStatus } from './holdings.ts';
import {
  formatFindCommands,
  wasWritten,
  isWrittenSince,
  formatRemoveCommand,
  removeAddedSecrets,
  type Place,
  type Traces,
} from './roll-back.ts';
import {
  isInOrder,
  recoveryFor,
  type Intent,
  type PendingWrite,
  type Recovery,
  type RotationState,
} from './state.ts';
import { toActionError, ActionError } from '../shared/action-error.ts';
import { throwIfAny } from '../shared/settle.ts';
import type { Services } from './services.ts';

/** A run that has begun. */
type Begun = Exclude<RotationState, { step: 'idle' }>;

/**
 * The post step: removes what the main step added and no destination holds, be it that it failed, was cancelled or
 * was killed, and what was for this job alone. Where nobody can say whether a destination holds the secret, it stays, and the error says so.
 *
 * @param state what the main step saved last; it was found to be this run's own
 * @throws Failure or Failures `secret-left-behind`, `secret-in-doubt`, `dead-value-stored`, `journal-not-believed`
 */
export async function cleanUp(state: Begun, services: Services): Promise<void> {
  const { intent, lostAnswer } = state;
  if (isInOrder(state)) return;
  const { log } = services;
  log.info(
    state.step === 'complete' && intent.revokeAfterJob
      ? `Removing "${intent.displayName}", which was for this job alone.`
      : `Looking after "${intent.displayName}", which the main step left unfinished.`,
  );

  const { kept, doomed, late } = await decideFate(recoveryFor(state), intent, services);
  const mayBeMore = lostAnswer || state.step === 'adding';
  const removes = doomed !== undefined || mayBeMore;
  const traces = { displayName: intent.displayName, doomed, keep: kept?.keyId, mayBeMore };
  const left = removes ? await remove(traces, intent, services) : undefined;
  const dead = late !== undefined && left === undefined ? await checkForDeadValue(late, services) : undefined;

  throwIfAny([kept?.doubt, left, dead].filter((failure) => failure !== undefined));
  if (removes && kept === undefined) log.info('No secret of this run is left on the application.');
  if (kept === undefined) return;
  const holders = services.destinations
    .filter(({ index }) => kept.stored.includes(index))
    .map(({ destination: { label } }) => label);
  const hold = holders.length > 1 ? 'hold' : 'holds';
  log.info(`The secret (key ID ${kept.keyId}) stays: ${holders.join(', ')} ${hold} it.`);
  if (state.step !== 'complete' && services.destinations.length > 1) {
    const holdings = formatDestinationStatus(
      kept.keyId,
      services.destinations,
      await findHolders(kept, services),
    );
    log.warning(
      `The main step was stopped before all destinations were written. Run the job again. ${holdings}`,
    );
  }
}

/** The secret that stays. */
interface Kept {
  readonly keyId: string;
  /** The destinations that are known to hold it. */
  readonly stored: readonly number[];
  /** A write to one more destination that was not confirmed. */
  readonly unclear: PendingWrite | undefined;
  /** Why it is not known whether any destination holds it; undefined when one does. */
  readonly doubt?: ActionError;
}

/** What is to become of the secret that the main step added. */
interface Fate {
  readonly kept?: Kept;
  /** The key ID of the one that is to go. */
  readonly doomed?: string | undefined;
  /** A write of its value that was not confirmed, and may arrive when it is gone. */
  readonly late?: PendingWrite;
}

async function decideFate(recovery: Recovery, intent: Intent, services: Services): Promise<Fate> {
  switch (recovery.kind) {
    case 'nothing':
      return {};
    case 'check':
      return { late: recovery.unclear };
    case 'remove':
      return { doomed: recovery.keyId };
    case 'keep':
      return { kept: recovery };
    case 'ask': {
      const { keyId, unclear } = recovery;
      const destination = findDestination(unclear, services);
      try {
        const taken = await wasWritten(destination, unclear.revisionBefore, services);
        return taken
          ? { kept: { keyId, stored: [unclear.destination], unclear: undefined } }
          : { doomed: keyId, late: unclear };
      } catch (error) {
        const doubt = secretInDoubtError(
          intent,
          destination.label,
          toActionError(error),
          placeOf(intent, services),
        );
        return { kept: { keyId, stored: [], unclear, doubt } };
      }
    }
  }
}

/** Which destinations hold the secret that stays. Those that are known to hold it are not asked again. */
async function findHolders({ stored, unclear }: Kept, services: Services): Promise<DestinationStatus> {
  if (unclear === undefined) return { new: stored, unknown: undefined };
  try {
    const taken = await wasWritten(findDestination(unclear, services), unclear.revisionBefore, services);
    return { new: taken ? [...stored, unclear.destination] : stored, unknown: undefined };
  } catch {
    return { new: stored, unknown: unclear.destination };
  }
}

function findDestination({ destination: place }: PendingWrite, { destinations }: Services): Destination {
  const open = destinations.find(({ index }) => index === place);
  if (open === undefined) throw new TypeError('a write to no destination');
  return open.destination;
}

/**
 * Asks a destination once whether a write arrived after the secret was removed.
 *
 * @returns why its value may be dead; undefined when it was not written, or cannot be asked
 */
async function checkForDeadValue(late: PendingWrite, services: Services): Promise<ActionError | undefined> {
  const destination = findDestination(late, services);
  const { label } = destination;
  try {
    if (!(await isWrittenSince(destination, late.revisionBefore))) return undefined;
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

/** How much time the login must find, whatever was used up before, in milliseconds. */
const timeToLogIn = 40_000;

/** @returns why something may be left; undefined when nothing is */
async function remove(traces: Traces, intent: Intent, services: Services): Promise<ActionError | undefined> {
  const place = placeOf(intent, services);
  services.budget.ensureRemaining(timeToLogIn);
  try {
    const applications = await services.logIn();
    const { clock, budget } = services;
    const { complete, foreign, remaining } = await removeAddedSecrets(
      traces,
      { ...place, applications, clock, budget },
      'post',
    );
    if (foreign !== undefined) return otherDescriptionError(foreign, traces, place);
    return complete ? undefined : leftBehindError(traces, place, { remaining });
  } catch (error) {
    return leftBehindError(traces, place, { cause: toActionError(error) });
  }
}

function placeOf({ applicationId, objectId }: Intent, { cloud }: Services): Place {
  return { application: { applicationId, objectId }, cloud };
}

/** Nobody has looked at the application: the key ID is only what the record says. */
function secretInDoubtError(
  { displayName }: Intent,
  label: string,
  cause: ActionError,
  place: Place,
): ActionError {
  return new ActionError('secret-in-doubt', {
    problem: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: ${cause.code}.`,
    likelyCause: cause.explanation.likelyCause,
    remedy: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not, remove the new secret.${formatFindCommands({ displayName, keep: undefined }, place)}`,
  });
}

function leftBehindError(
  traces: Traces,
  place: Place,
  { cause, remaining }: { readonly cause?: ActionError; readonly remaining?: string | undefined },
): ActionError {
  const byHand =
    remaining === undefined ? formatFindCommands(traces, place) : formatRemoveCommand(remaining, place);
  return new ActionError('secret-left-behind', {
    problem: `A client secret that this run added may be left on the application, and no destination holds it${cause === undefined ? '' : ` (${cause.code})`}.`,
    likelyCause:
      cause?.explanation.likelyCause ??
      'Microsoft Graph refused to remove it, did not answer, or still lists it.',
    remedy: `remove it by hand.${byHand}`,
  });
}

/** The key ID alone would lead to a secret that somebody else may use: no command for that. */
function otherDescriptionError(
  keyId: string,
  { displayName }: Traces,
  { application, cloud }: Place,
): ActionError {
  return new ActionError('journal-not-believed', {
    problem: `The post step was told to remove the secret with key ID ${keyId}, whose description is not the one that this run set. It was not removed.`,
    likelyCause:
      'another step of the job changed what the main step saved, or Microsoft Graph changed the description.',
    remedy: `find out who uses that secret, and look for "${displayName}":${formatCommands(cloud, listSecretsCommand(application.applicationId))}`,
  });
}
