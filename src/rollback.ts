import type { ApplicationIds } from './entra/application.ts';
import type { Applications } from './entra/applications.ts';
import type { Cloud } from './entra/clouds.ts';
import { commands, listSecrets, removeSecretByHand } from './entra/hints.ts';
import type { Destination } from './destinations/destination.ts';
import type { Budget } from './support/budget.ts';
import type { Clock } from './support/clock.ts';

/** What is to be removed, and how to reach it. */
export interface Rollback {
  readonly application: ApplicationIds;
  readonly applications: Applications;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly budget: Budget;
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

/** How long to wait before each look, in milliseconds. A replica that is asked may not have heard of the secret yet. */
const looks = [0, 1_000, 2_000, 4_000, 8_000];

/** More of them, for a secret of which nobody knows whether it was added, and which may surface late. */
const patientLooks = [...looks, 15_000, 15_000];

/** How much time cleaning up may take at least, whatever was used up before, in milliseconds. */
const timeToCleanUp = 60_000;

/**
 * Removes what a run has left on the application, as often as it takes until it is gone on every replica that is
 * asked. What the run did not make is not touched: the key ID or the whole description must match.
 *
 * @param patient whether to look longer: the post step has the time, the main step goes on
 * @returns whether all of it is gone; it never throws
 */
export async function withdraw(traces: Traces, rollback: Rollback, patient: boolean): Promise<boolean> {
  const { budget, clock } = rollback;
  const { doomed, mayBeMore } = traces;
  budget.reserve(timeToCleanUp);
  const progress = { seen: new Set(doomed === undefined ? [] : [doomed]), removed: new Set<string>() };
  let clean = false;
  for (const wait of patient && mayBeMore ? patientLooks : looks) {
    if (wait > budget.left()) return false;
    await clock.sleep(wait);
    // A look that fails says nothing; the next may be better.
    clean = await look(traces, progress, rollback).catch(() => false);
    if (!mayBeMore && progress.removed.size > 0) return true;
  }
  return clean;
}

/** The key IDs that are to go, as far as they are known, and those of them that are gone. */
interface Progress {
  readonly seen: Set<string>;
  readonly removed: Set<string>;
}

/**
 * Removes what is seen now, or was before: a replica that does not show a secret may not have heard of it yet.
 *
 * @returns whether nothing is left that should not be there, as far as this look tells
 */
async function look(
  { displayName, doomed, keep }: Traces,
  { seen, removed }: Progress,
  { application, applications }: Rollback,
): Promise<boolean> {
  const remove = async (keyId: string): Promise<void> => {
    if ((await applications.removePassword(application, keyId)) === 'removed') removed.add(keyId);
  };
  for (const keyId of seen.difference(removed)) await remove(keyId);
  const names = await applications.secretNames(application.objectId);
  const ours = names.filter((one) => one.keyId === doomed || one.displayName === displayName);
  const left = new Set(ours.map(({ keyId }) => keyId).filter((keyId) => keyId !== keep)).difference(removed);
  for (const keyId of left.difference(seen)) {
    seen.add(keyId);
    await remove(keyId);
  }
  return left.isSubsetOf(removed);
}

/** Where something is to be done by hand. */
export type Place = Pick<Rollback, 'application' | 'cloud'>;

/** What to do by hand where a secret could not be removed, or may be in use. */
export function byHand({ displayName, doomed, keep }: Traces, place: Place): string {
  return doomed === undefined ? findByHand(displayName, keep, place) : removeByHand(doomed, place);
}

/** The command that removes a secret by its key ID. */
export function removeByHand(keyId: string, { application: { applicationId }, cloud }: Place): string {
  return ` Remove it:${commands(cloud, removeSecretByHand(applicationId, keyId))}`;
}

function findByHand(displayName: string, keep: string | undefined, { application, cloud }: Place): string {
  const { applicationId } = application;
  const which = keep === undefined ? 'it' : `all but key ID ${keep}, which is in use`;
  return ` Look for "${displayName}", and remove ${which}:${commands(cloud, listSecrets(applicationId), removeSecretByHand(applicationId, 'KEY-ID'))}`;
}

/** How long to wait before each question, in milliseconds: half a minute in all. */
const questions = [0, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Asks a destination whether it took a value, where nobody said so.
 *
 * @param before its mark before the write
 * @returns whether its mark has changed
 * @throws Failure when it cannot be asked
 */
export async function hasTaken(
  destination: Destination,
  before: string | undefined,
  { clock, budget }: Pick<Rollback, 'clock' | 'budget'>,
): Promise<boolean> {
  budget.reserve(timeToCleanUp);
  for (const wait of questions) {
    await clock.sleep(wait);
    if ((await destination.state())?.mark !== before) return true;
  }
  return false;
}
