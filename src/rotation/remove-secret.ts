import type { ApplicationIds } from '../entra/application.ts';
import type { Applications, ListedSecret } from '../entra/applications.ts';
import { minTimeForWrite, type TimeBudget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import { toActionError, type ActionError } from '../shared/action-error.ts';

/** Where secrets are removed. */
export interface RemovalSite {
  readonly application: ApplicationIds;
  readonly applications: Applications;
  readonly clock: Clock;
  readonly budget: TimeBudget;
}

/** Which secrets to remove, and how to make sure of it. */
export interface RemovalOrder {
  /** Secrets that are known by key ID. */
  readonly keyIds: readonly string[];
  /** Whether to remove those before a read shows them. Otherwise nothing is removed that was not read first. */
  readonly unseen: boolean;
  /** Which of the secrets that a read shows must go. One of `keyIds` that it does not name is never removed. */
  readonly mustGo: (secret: ListedSecret) => boolean;
  /** How many reads in a row must not show a secret: reads lag writes, so one may come from before it was added. */
  readonly agreeingReads: number;
  /** The wait before each look, in milliseconds. */
  readonly pollDelays: readonly number[];
  /** Whether to use every look: a secret that is not known yet can surface. */
  readonly mayBeMore: boolean;
  /** After a removal that failed: try it again at the next look, or remove nothing more. */
  readonly onFailure: 'repeat' | 'stop';
}

/** What became of the secrets that were to go. */
export interface RemovalResult {
  /** The key IDs that later reads did not show any more. */
  readonly gone: ReadonlySet<string>;
  /** The key IDs of `keyIds` that a read showed as a secret that must not go. */
  readonly foreign: readonly string[];
  /** The key IDs of secrets that must go, that a read has shown, and that are not gone. */
  readonly remaining: readonly string[];
  /** Whether all that was to go is gone, as far as the last look tells. */
  readonly complete: boolean;
  /** Why the last removal or read failed. */
  readonly failure: ActionError | undefined;
}

/**
 * The wait before each look, in milliseconds: a replica that is asked may not have heard of a secret yet, or may still
 * show one that was removed.
 */
export const pollDelays: readonly number[] = [0, 1_000, 2_000, 4_000, 8_000];

/** A secret that is to go. */
interface Doomed {
  /** Whether to remove it, or to remove it again. */
  due: boolean;
  /** Whether a read has shown it, or Graph has said that it removed it: then it is no secret that surfaces later. */
  known: boolean;
  /** Whether a read has shown it as one that must go. */
  shown: boolean;
  foreign: boolean;
  /** Reads in a row that did not show it, since it was last shown. */
  absent: number;
}

/**
 * Removes client secrets. A removal counts only when a later read does not show the secret any more: Graph's 204 can
 * be without effect. While a read shows a secret, it is removed again; when the looks are used up, it is left.
 *
 * @returns never rejects: what could not be removed is not among those that are gone
 */
export async function removeSecrets(order: RemovalOrder, site: RemovalSite): Promise<RemovalResult> {
  const { application, applications, clock, budget } = site;
  const { mustGo, agreeingReads, mayBeMore } = order;
  const doomed = new Map(order.keyIds.map((keyId) => [keyId, newlyDoomed(order.unseen)]));
  let failure: ActionError | undefined;
  let stopped = false;
  let reads = 0;

  async function remove(keyId: string, one: Doomed): Promise<void> {
    budget.ensureRemaining(minTimeForWrite);
    try {
      const answer = await applications.removePassword(application, keyId);
      // "Not found" by a replica that may not have heard of the secret yet says nothing.
      one.known ||= answer === 'removed';
      one.due = !one.known;
    } catch (error) {
      failure = toActionError(error);
      stopped = order.onFailure === 'stop';
    }
  }

  async function removeDue(tried: Set<string>): Promise<number> {
    const { size } = tried;
    for (const [keyId, one] of doomed) {
      if (!one.due || tried.has(keyId) || stopped) continue;
      tried.add(keyId);
      await remove(keyId, one);
    }
    return tried.size - size;
  }

  async function read(): Promise<void> {
    const secrets = await applications.listSecrets(application.objectId);
    reads += 1;
    const shown = new Map(secrets.map((secret) => [secret.keyId, secret]));
    for (const secret of shown.values()) {
      if (mustGo(secret) && !doomed.has(secret.keyId)) doomed.set(secret.keyId, newlyDoomed(true));
    }
    for (const [keyId, one] of doomed) {
      const secret = shown.get(keyId);
      if (secret === undefined) {
        one.absent += 1;
      } else {
        one.foreign = !mustGo(secret);
        one.due = !one.foreign;
        one.shown = !one.foreign;
        one.known = true;
        one.absent = 0;
      }
    }
  }

  /** @returns whether the application could be read */
  async function look(): Promise<boolean> {
    const tried = new Set<string>();
    try {
      await removeDue(tried);
      await read();
      if ((await removeDue(tried)) > 0) await read();
      return true;
    } catch (error) {
      failure = toActionError(error);
      return false;
    }
  }

  const isSettled = (one: Doomed): boolean => one.foreign || (one.known && one.absent >= agreeingReads);

  /** @param conclusive whether all looks were used, the last one could read, and so could another */
  function result(conclusive: boolean): RemovalResult {
    const isGone = (one: Doomed): boolean =>
      !one.foreign && (isSettled(one) || (conclusive && one.absent > 0));
    const keyIds = (which: (one: Doomed) => boolean): readonly string[] =>
      [...doomed].filter(([, one]) => which(one)).map(([keyId]) => keyId);
    const gone = new Set(keyIds(isGone));
    const complete = gone.size === doomed.size && (conclusive || !mayBeMore);
    const remaining = keyIds((one) => one.shown && !isGone(one));
    return { gone, foreign: keyIds(({ foreign }) => foreign), remaining, complete, failure };
  }

  let conclusive = false;
  for (const wait of order.pollDelays) {
    if (wait > budget.remaining()) return result(false);
    await clock.sleep(wait);
    conclusive = (await look()) && reads > 1;
    const open = [...doomed.values()].filter((one) => !isSettled(one));
    if (!mayBeMore && open.every(({ due }) => due && stopped)) break;
  }
  return result(conclusive);
}

function newlyDoomed(due: boolean): Doomed {
  return { due, known: false, shown: false, foreign: false, absent: 0 };
}
