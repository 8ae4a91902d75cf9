import type { ListedSecret } from '../entra/applications.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { toActionError, type ActionError } from '../shared/action-error.ts';
import type { ApplicationContext } from './context.ts';

/** Which secrets to remove, and how to make sure that they are gone. */
export interface RemovalOptions {
  /** Secrets that are known by key ID. */
  readonly keyIds: readonly string[];
  /** Whether to remove those before a read lists them. Otherwise nothing is removed that was not listed first. */
  readonly removeUnlisted: boolean;
  /** Whether to remove a secret that a read lists. One of `keyIds` that does not match is never removed. */
  readonly matches: (secret: ListedSecret) => boolean;
  /** How many reads in a row must not list a secret: one read may come from a replica that does not know it yet. */
  readonly requiredAbsences: number;
  /** The wait before each poll, in milliseconds. */
  readonly pollDelays: readonly number[];
  /** Whether to use every poll, since matching secrets can appear that are not known yet. */
  readonly useAllPolls: boolean;
  /** What to do after a removal that failed: retry it at the next poll, or remove nothing else. */
  readonly afterFailure: 'retry' | 'stop';
}

/** The result of a removal. */
export interface RemovalResult {
  /** The key IDs that later reads did not list any more. */
  readonly gone: ReadonlySet<string>;
  /** The key IDs of `keyIds` that a read listed as a secret that does not match. */
  readonly mismatched: readonly string[];
  /** The key IDs of matching secrets that a read listed, and that are not gone. */
  readonly remaining: readonly string[];
  /** Whether everything that was to be removed is gone, as far as the last poll shows. */
  readonly complete: boolean;
  /** Why the last removal or read failed. */
  readonly failure: ActionError | undefined;
}

/**
 * The wait before each poll, in milliseconds: a replica may not know a new secret yet, or may still list one that was
 * removed.
 */
export const pollDelays: readonly number[] = [0, 1_000, 2_000, 4_000, 8_000];

/** What is known about a secret that is to be removed. */
interface Candidate {
  /** Whether to send a removal, the first one or another one. */
  removalDue: boolean;
  /** Whether a read has listed it, or Graph has confirmed its removal: it is not one that appears later. */
  exists: boolean;
  /** Whether a read has listed it as a secret that matches. */
  listed: boolean;
  mismatched: boolean;
  /** Consecutive reads that did not list it. */
  absences: number;
}

/**
 * Removes client secrets. A removal counts only when a later read does not list the secret any more: Graph can answer 204
 * without effect. As long as a read lists a secret, it is removed again, until all polls are used.
 *
 * @returns never rejects: what could not be removed is not among those that are gone
 */
export async function removeSecrets(
  order: RemovalOptions,
  { application, applications, budget, clock }: ApplicationContext,
): Promise<RemovalResult> {
  const { matches, requiredAbsences, useAllPolls } = order;
  const candidates = new Map(order.keyIds.map((keyId) => [keyId, createCandidate(order.removeUnlisted)]));
  let failure: ActionError | undefined;
  let stopped = false;
  let reads = 0;

  async function remove(keyId: string, candidate: Candidate): Promise<void> {
    budget.ensureRemaining(minTimeForWrite);
    try {
      const result = await applications.removePassword(application, keyId);
      // "Not found" means nothing when the replica may not know the secret yet.
      candidate.exists ||= result === 'removed';
      candidate.removalDue = !candidate.exists;
    } catch (error) {
      failure = toActionError(error);
      stopped = order.afterFailure === 'stop';
    }
  }

  /** @returns how many removals were sent */
  async function removeDue(attempted: Set<string>): Promise<number> {
    const { size } = attempted;
    for (const [keyId, candidate] of candidates) {
      if (!candidate.removalDue || attempted.has(keyId) || stopped) continue;
      attempted.add(keyId);
      await remove(keyId, candidate);
    }
    return attempted.size - size;
  }

  async function read(): Promise<void> {
    const secrets = await applications.listSecrets(application.objectId);
    reads += 1;
    const byKeyId = new Map(secrets.map((secret) => [secret.keyId, secret]));
    for (const secret of byKeyId.values()) {
      if (matches(secret) && !candidates.has(secret.keyId))
        candidates.set(secret.keyId, createCandidate(true));
    }
    for (const [keyId, candidate] of candidates) {
      const secret = byKeyId.get(keyId);
      if (secret === undefined) {
        candidate.absences += 1;
      } else {
        const isMatch = matches(secret);
        candidate.mismatched = !isMatch;
        candidate.removalDue = isMatch;
        candidate.listed = isMatch;
        candidate.exists = true;
        candidate.absences = 0;
      }
    }
  }

  /** @returns whether the application could be read */
  async function poll(): Promise<boolean> {
    const attempted = new Set<string>();
    try {
      await removeDue(attempted);
      await read();
      if ((await removeDue(attempted)) > 0) await read();
      return true;
    } catch (error) {
      failure = toActionError(error);
      return false;
    }
  }

  const isSettled = ({ mismatched, exists, absences }: Candidate): boolean =>
    mismatched || (exists && absences >= requiredAbsences);

  /** @param conclusive whether all polls were used, and the last one and another one could read */
  function createResult(conclusive: boolean): RemovalResult {
    const isGone = (candidate: Candidate): boolean =>
      !candidate.mismatched && (isSettled(candidate) || (conclusive && candidate.absences > 0));
    const findKeyIds = (condition: (candidate: Candidate) => boolean): readonly string[] =>
      [...candidates].filter(([, candidate]) => condition(candidate)).map(([keyId]) => keyId);
    const gone = new Set(findKeyIds(isGone));
    return {
      gone,
      mismatched: findKeyIds(({ mismatched }) => mismatched),
      remaining: findKeyIds((candidate) => candidate.listed && !isGone(candidate)),
      complete: gone.size === candidates.size && (conclusive || !useAllPolls),
      failure,
    };
  }

  let conclusive = false;
  for (const delay of order.pollDelays) {
    if (delay > budget.remaining()) return createResult(false);
    await clock.sleep(delay);
    conclusive = (await poll()) && reads > 1;
    const unsettled = [...candidates.values()].filter((candidate) => !isSettled(candidate));
    if (!useAllPolls && unsettled.every(({ removalDue }) => removalDue && stopped)) break;
  }
  return createResult(conclusive);
}

function createCandidate(removalDue: boolean): Candidate {
  return { removalDue, exists: false, listed: false, mismatched: false, absences: 0 };
}
