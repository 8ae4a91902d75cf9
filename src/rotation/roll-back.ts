import { formatCommands, formatListSecretsCommand, formatRemoveSecretCommand } from '../azure/az-commands.ts';
import type { Cloud } from '../azure/cloud.ts';
import { UnconfirmedWriteError, type Destination } from '../destinations/destination.ts';
import type { ApplicationIds } from '../entra/graph/application.ts';
import { toActionError, type ActionError } from '../shared/action-error.ts';
import type { ApplicationContext, RotationContext } from './context.ts';
import { pollDelays, removeSecrets } from './remove-secret.ts';
import { completed, recoveryFor, removed, type PendingWrite } from './state.ts';

/**
 * Rolls back a run that failed after it may have added a secret: removes the secret, unless a destination holds it or may
 * hold it.
 *
 * @returns the error of the run, with the state that it leaves
 */
export async function rollBack(error: unknown, context: RotationContext): Promise<ActionError> {
  const { application, cloud, destinations, journal, progress } = context;
  const isUnconfirmed = error instanceof UnconfirmedWriteError;
  const failure = toActionError(isUnconfirmed ? error.actionError : error);
  const recovery = recoveryFor(journal.state());
  // No secret is known to have been added. Where that is not certain, `addSecret` has removed it, or the error says so.
  if (!('keyId' in recovery) || recovery.keyId === undefined) return failure;
  const { keyId } = recovery;
  const secret = `the new secret (key ID ${keyId})`;
  const removeCommand = formatRemoveCommand(keyId, application, cloud);
  if (recovery.kind === 'keep') {
    const { from, stored, unconfirmedWrite } = recovery;
    journal.trySave(completed(from));
    progress.keptKeyId = keyId;
    const status = formatDestinationStatus(keyId, destinations, {
      stored,
      unconfirmedWrite: isUnconfirmed ? unconfirmedWrite : undefined,
    });
    return failure.withState(`${secret} was kept: a destination holds it. ${status}`);
  }
  if (recovery.kind === 'ask' && isUnconfirmed) {
    progress.keptKeyId = keyId;
    return failure.withState(
      `${secret} was kept because it is not known whether the destination holds it. The post step of this job checks again. Remove it only if the destination does not hold it:${removeCommand}`,
    );
  }
  // A destination that did not change for half a minute counts as not written; the post step checks it once more.
  const secrets = {
    displayName: recovery.from.intent.displayName,
    keyIdToRemove: keyId,
    keyIdToKeep: undefined,
    // The post step searches: a secret can appear later.
    searchByDescription: false,
  };
  const removal = await removeAddedSecrets(secrets, 'main', context);
  if (removal.complete) {
    journal.trySave(removed(recovery.from));
    return failure.withState(`${secret} was removed again.`);
  }
  return failure.withState(
    `${secret} is in no destination and could not be removed. The post step of this job tries again. To remove it by hand:${removeCommand}`,
  );
}

/** The secrets that a run added, or may have added. */
export interface AddedSecrets {
  /** The description, which no other run uses. */
  readonly displayName: string;
  /** Undefined when no key ID is known. */
  readonly keyIdToRemove: string | undefined;
  /** Undefined when no secret of the run is to be kept. */
  readonly keyIdToKeep: string | undefined;
  /** Whether the run may have added a secret whose key ID is not known. */
  readonly searchByDescription: boolean;
}

/** The result of removing the secrets that a run added. */
interface AddedSecretsRemoval {
  /** Whether all of them are gone. */
  readonly complete: boolean;
  /** The key ID to remove, when that secret has another description, so this run did not add it. */
  readonly mismatched: string | undefined;
  /** The key ID to remove, when a read has listed it as a secret of this run, and it could not be removed. */
  readonly remaining: string | undefined;
}

/** More polls, for a secret that no read has listed yet: the post step has the time. */
const postPollDelays = [...pollDelays, 15_000, 15_000];

/** The minimum time for the removal, however much has been used, in milliseconds. */
const timeToRemove = 60_000;

/**
 * Removes the secrets that a run added, until several reads agree that they are gone. The main step has the key ID from
 * Graph's own answer. The post step has it from a text that another process could have written, so it removes only what
 * a read lists with exactly the description of the run. It never rejects: the result says what is left.
 */
export async function removeAddedSecrets(
  { displayName, keyIdToRemove, keyIdToKeep, searchByDescription }: AddedSecrets,
  phase: 'main' | 'post',
  context: ApplicationContext,
): Promise<AddedSecretsRemoval> {
  context.budget.ensureRemaining(timeToRemove);
  const isMain = phase === 'main';
  const { complete, mismatched, remaining } = await removeSecrets(
    {
      keyIds: keyIdToRemove === undefined ? [] : [keyIdToRemove],
      removeUnlisted: isMain,
      matches: (secret) =>
        secret.keyId !== keyIdToKeep &&
        (secret.displayName === displayName || (isMain && secret.keyId === keyIdToRemove)),
      requiredAbsences: 2,
      pollDelays: isMain ? pollDelays : postPollDelays,
      useAllPolls: searchByDescription,
      afterFailure: 'retry',
    },
    context,
  );
  return {
    complete,
    mismatched: mismatched[0],
    remaining: remaining.find((keyId) => keyId === keyIdToRemove),
  };
}

/**
 * The command that removes a secret by its key ID. In the post step, where the key ID is from a text that another process
 * could have written, it is printed only for a secret that a read has listed with the description of the run.
 */
export function formatRemoveCommand(keyId: string, { applicationId }: ApplicationIds, cloud: Cloud): string {
  return formatCommands(cloud, formatRemoveSecretCommand(applicationId, keyId));
}

/** How to find and remove what is left of a run by its description, which no other run uses. */
export function formatFindCommands(
  { displayName, keyIdToKeep }: Pick<AddedSecrets, 'displayName' | 'keyIdToKeep'>,
  { applicationId }: ApplicationIds,
  cloud: Cloud,
): string {
  const what = keyIdToKeep === undefined ? 'it' : `all except key ID ${keyIdToKeep}, which is in use`;
  const commands = [
    formatListSecretsCommand(applicationId),
    formatRemoveSecretCommand(applicationId, 'KEY-ID'),
  ];
  return `Look for "${displayName}", and remove ${what}:${formatCommands(cloud, ...commands)}`;
}

/** Which destinations hold the new secret, by their positions in the intent's list. */
export interface DestinationStatus {
  readonly stored: readonly number[];
  /** A write to another one, which may hold it. */
  readonly unconfirmedWrite: PendingWrite | undefined;
}

/**
 * Lists what each destination holds after a run that failed.
 *
 * @param keyId of the new secret
 * @param destinations in the order of the intent's list
 */
export function formatDestinationStatus(
  keyId: string,
  destinations: readonly Destination[],
  { stored, unconfirmedWrite }: DestinationStatus,
): string {
  const describe = ({ persistent }: Destination, index: number): string => {
    if (stored.includes(index)) return `the new secret (key ID ${keyId})`;
    if (unconfirmedWrite?.destination === index) return 'unknown, either the new secret or the earlier value';
    return persistent ? 'unchanged' : 'nothing';
  };
  const lines = destinations.map(
    (destination, index) => `${destination.label}: ${describe(destination, index)}`,
  );
  return ['Current state of the destinations:', ...lines].join('\n  - ');
}
