import type { Cloud } from '../azure/cloud.ts';
import { formatCommands, listSecretsCommand, removeSecretCommand } from '../azure/az-commands.ts';
import { pollDelays, removeSecrets, type RemovalSite } from './remove-secret.ts';
import type { Destination } from '../destinations/destination.ts';

/** What is to be removed, and how to reach it. */
export interface Rollback extends RemovalSite {
  readonly cloud: Cloud;
}

/** Which secrets a run has to answer for. */
export interface Traces {
  /** The description, which no other run has. */
  readonly displayName: string;
  /** The key ID of the one that is to go; undefined when none is known. */
  readonly doomed: string | undefined;
  /** The key ID of the one that stays; undefined when none does. */
  readonly keep: string | undefined;
  /** Whether there may be more under that description than is known. */
  readonly mayBeMore: boolean;
}

/** More looks, for a secret that has not been seen yet and may surface late: the post step has the time. */
const patientPollDelays = [...pollDelays, 15_000, 15_000];

/** How much time cleaning up may take at least, whatever was used up before, in milliseconds. */
const timeToCleanUp = 60_000;

/** What became of the secrets that a run had to remove. */
export interface AddedSecretsRemoval {
  /** Whether all of them are gone. */
  readonly complete: boolean;
  /** The known key ID, when it is that of a secret with another description, which this run never added. */
  readonly foreign: string | undefined;
  /** The known key ID, when a read has shown that secret as one of this run's, and it could not be removed. */
  readonly remaining: string | undefined;
}

/**
 * Removes what a run has left on the application, until reads agree that it is gone. What the run did not add is not
 * touched: the main step knows the key ID from Graph's own answer; the post step, which has it from a text that others
 * could have written, removes only what a read shows under exactly the run's description.
 *
 * @returns never rejects
 */
export async function removeAddedSecrets(
  { displayName, doomed, keep, mayBeMore }: Traces,
  rollback: Rollback,
  phase: 'main' | 'post',
): Promise<AddedSecretsRemoval> {
  rollback.budget.ensureRemaining(timeToCleanUp);
  const isMain = phase === 'main';
  const { complete, foreign, remaining } = await removeSecrets(
    {
      keyIds: doomed === undefined ? [] : [doomed],
      unseen: isMain,
      mustGo: (secret) =>
        secret.keyId !== keep && (secret.displayName === displayName || (isMain && secret.keyId === doomed)),
      agreeingReads: 2,
      pollDelays: isMain ? pollDelays : patientPollDelays,
      mayBeMore,
      onFailure: 'repeat',
    },
    rollback,
  );
  return { complete, foreign: foreign[0], remaining: remaining.find((keyId) => keyId === doomed) };
}

/** Where something is to be done by hand. */
export type Place = Pick<Rollback, 'application' | 'cloud'>;

/**
 * The command that removes a secret by its key ID. In the post step the key ID is from a text that others could have
 * written: there it is printed only for a secret that a read has shown under the run's description.
 */
export function formatRemoveCommand(keyId: string, { application: { applicationId }, cloud }: Place): string {
  return ` Remove it:${formatCommands(cloud, removeSecretCommand(applicationId, keyId))}`;
}

/** The commands that find what is left of a run by its description, which only that run gives, and remove it. */
export function formatFindCommands(
  { displayName, keep }: Pick<Traces, 'displayName' | 'keep'>,
  { application: { applicationId }, cloud }: Place,
): string {
  const which = keep === undefined ? 'it' : `all but key ID ${keep}, which is in use`;
  return ` Look for "${displayName}", and remove ${which}:${formatCommands(cloud, listSecretsCommand(applicationId), removeSecretCommand(applicationId, 'KEY-ID'))}`;
}

/** How long to wait before each question, in milliseconds: half a minute in all. */
const writeCheckDelays = [...pollDelays, 15_000];

/**
 * Asks a destination whether it took a value, where nobody said so, for half a minute.
 *
 * @param revisionBefore what it showed before the write
 * @throws Failure when it cannot be asked
 */
export async function wasWritten(
  destination: Destination,
  revisionBefore: string,
  { clock, budget }: Pick<Rollback, 'clock' | 'budget'>,
): Promise<boolean> {
  budget.ensureRemaining(timeToCleanUp);
  for (const wait of writeCheckDelays) {
    await clock.sleep(wait);
    if (await isWrittenSince(destination, revisionBefore)) return true;
  }
  return false;
}

/**
 * Whether a destination was written since it showed that revision. One that holds nothing was not: whatever it had was
 * deleted.
 *
 * @throws Failure when it cannot be asked
 */
export async function isWrittenSince(destination: Destination, revisionBefore: string): Promise<boolean> {
  const state = await destination.readState();
  return state !== undefined && state.revision !== revisionBefore && state.evidence.kind !== 'empty';
}
