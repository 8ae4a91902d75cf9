import type { ApplicationIds, Applications } from './entra/applications.ts';
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
  /** The secret that is known to have been added; undefined when none is. */
  readonly keyId: string | undefined;
  /** The secret that stays; undefined when none does. */
  readonly keep: string | undefined;
  /** Whether there may be more under that description than is known. */
  readonly mayBeMore: boolean;
}

/** How long to wait before each look, in milliseconds. A replica that is asked may not have heard of the secret yet. */
const looks = [0, 1_000, 2_000, 4_000, 8_000];

/** How much time the removal may take at least, whatever was used up before. */
const reserve = 40_000;

/**
 * Removes what a run has left on the application, as often as it takes until it is gone on every replica that is
 * asked. What the run did not make is not touched: the key ID or the whole description must match.
 *
 * @returns whether all of it is gone; it never throws
 */
export async function withdraw(traces: Traces, rollback: Rollback): Promise<boolean> {
  rollback.budget.reserve(reserve);
  return removeAll(traces, rollback).catch(() => false);
}

async function removeAll(traces: Traces, rollback: Rollback): Promise<boolean> {
  const { application, applications, clock } = rollback;
  const { displayName, keyId, keep, mayBeMore } = traces;
  const removed = new Set<string>();
  let present = new Set<string>();
  for (const wait of looks) {
    await clock.sleep(wait);
    const wanted = new Set(keyId === undefined || keyId === keep ? [] : [keyId]);
    if (mayBeMore) {
      const credentials = await applications.passwordCredentials(application.objectId);
      present = new Set(credentials.filter((one) => one.displayName === displayName).map((one) => one.keyId));
      for (const other of present) if (other !== keep) wanted.add(other);
    }
    for (const one of wanted.difference(removed)) {
      if ((await applications.removePassword(application, one)) === 'removed') removed.add(one);
    }
    if (!mayBeMore && wanted.isSubsetOf(removed)) return true;
  }
  if (!mayBeMore) {
    const credentials = await applications.passwordCredentials(application.objectId);
    present = new Set(credentials.map((one) => one.keyId).filter((one) => one === keyId));
  }
  return present.isSubsetOf(new Set([...removed, keep]));
}

/** What to do by hand where a secret could not be removed, or may be in use. */
export function byHand(
  { displayName, keyId }: Traces,
  { application, cloud }: Pick<Rollback, 'application' | 'cloud'>,
): string {
  const { applicationId } = application;
  return keyId === undefined
    ? ` Look for "${displayName}", and remove it:${commands(cloud, listSecrets(applicationId), removeSecretByHand(applicationId, 'KEY-ID'))}`
    : ` Remove it:${commands(cloud, removeSecretByHand(applicationId, keyId))}`;
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
  before: string,
  { clock, budget }: Pick<Rollback, 'clock' | 'budget'>,
): Promise<boolean> {
  budget.reserve(reserve);
  for (const wait of questions) {
    await clock.sleep(wait);
    if ((await destination.mark()) !== before) return true;
  }
  return false;
}
