import type { ListedSecret } from '../entra/graph/applications.ts';
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
  /** Whether everything that was to be removed is gone, according to the last poll. */
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
  /** Whether to send a removal, whether the first one or a repeat. */
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
 * without effect. As long as a read lists a secret, it is removed again, until all polls are used. It never rejects: what could
 * not be removed is not among the secrets that are gone.
 */
export async function removeSecrets(
  options: RemovalOptions,
  context: ApplicationContext,
): Promise<RemovalResult> {
  return new SecretRemoval(options, context).run();
}

/** One removal of secrets, and what it knows so far. */
class SecretRemoval {
  readonly #options: RemovalOptions;
  readonly #context: ApplicationContext;
  /** By key ID. */
  readonly #candidates: Map<string, Candidate>;
  #failure: ActionError | undefined;
  /** Whether no further removal is sent. */
  #stopped = false;
  #reads = 0;

  constructor(options: RemovalOptions, context: ApplicationContext) {
    this.#options = options;
    this.#context = context;
    this.#candidates = new Map(
      options.keyIds.map((keyId) => [keyId, createCandidate(options.removeUnlisted)]),
    );
  }

  async run(): Promise<RemovalResult> {
    const { budget, clock } = this.#context;
    let conclusive = false;
    for (const delay of this.#options.pollDelays) {
      if (delay > budget.remaining()) return this.#createResult(false);
      await clock.sleep(delay);
      conclusive = (await this.#poll()) && this.#reads > 1;
      if (this.#isDone()) break;
    }
    return this.#createResult(conclusive);
  }

  /** @returns whether the application could be read */
  async #poll(): Promise<boolean> {
    const attempted = new Set<string>();
    try {
      await this.#removeDue(attempted);
      await this.#read();
      if ((await this.#removeDue(attempted)) > 0) await this.#read();
      return true;
    } catch (error) {
      this.#failure = toActionError(error);
      return false;
    }
  }

  /** @returns how many removals were sent */
  async #removeDue(attempted: Set<string>): Promise<number> {
    const { size } = attempted;
    for (const [keyId, candidate] of this.#candidates) {
      if (!candidate.removalDue || attempted.has(keyId) || this.#stopped) continue;
      attempted.add(keyId);
      await this.#remove(keyId, candidate);
    }
    return attempted.size - size;
  }

  async #remove(keyId: string, candidate: Candidate): Promise<void> {
    const { application, applications, budget } = this.#context;
    budget.ensureRemaining(minTimeForWrite);
    try {
      const result = await applications.removePassword(application, keyId);
      // "Not found" means nothing when the replica may not know the secret yet.
      candidate.exists ||= result === 'removed';
      candidate.removalDue = !candidate.exists;
    } catch (error) {
      this.#failure = toActionError(error);
      this.#stopped = this.#options.afterFailure === 'stop';
    }
  }

  async #read(): Promise<void> {
    const { application, applications } = this.#context;
    const { matches } = this.#options;
    const secrets = await applications.listSecrets(application.objectId);
    this.#reads += 1;
    const byKeyId = new Map(secrets.map((secret) => [secret.keyId, secret]));
    for (const secret of byKeyId.values()) {
      if (matches(secret) && !this.#candidates.has(secret.keyId))
        this.#candidates.set(secret.keyId, createCandidate(true));
    }
    for (const [keyId, candidate] of this.#candidates) {
      const secret = byKeyId.get(keyId);
      if (secret === undefined) candidate.absences += 1;
      else recordListing(candidate, matches(secret));
    }
  }

  /** Whether further polls cannot change anything. */
  #isDone(): boolean {
    const unsettled = [...this.#candidates.values()].filter((candidate) => !this.#isSettled(candidate));
    return !this.#options.useAllPolls && unsettled.every(({ removalDue }) => removalDue && this.#stopped);
  }

  #isSettled({ mismatched, exists, absences }: Candidate): boolean {
    return mismatched || (exists && absences >= this.#options.requiredAbsences);
  }

  /** @param conclusive whether all polls were used, and the last one and at least one other could read the list */
  #createResult(conclusive: boolean): RemovalResult {
    const isGone = (candidate: Candidate): boolean =>
      !candidate.mismatched && (this.#isSettled(candidate) || (conclusive && candidate.absences > 0));
    const gone = new Set(this.#findKeyIds(isGone));
    return {
      gone,
      mismatched: this.#findKeyIds(({ mismatched }) => mismatched),
      remaining: this.#findKeyIds((candidate) => candidate.listed && !isGone(candidate)),
      complete: gone.size === this.#candidates.size && (conclusive || !this.#options.useAllPolls),
      failure: this.#failure,
    };
  }

  #findKeyIds(condition: (candidate: Candidate) => boolean): readonly string[] {
    return [...this.#candidates].filter(([, candidate]) => condition(candidate)).map(([keyId]) => keyId);
  }
}

function createCandidate(removalDue: boolean): Candidate {
  return { removalDue, exists: false, listed: false, mismatched: false, absences: 0 };
}

/** Records that a read listed a secret. */
function recordListing(candidate: Candidate, isMatch: boolean): void {
  candidate.mismatched = !isMatch;
  candidate.removalDue = isMatch;
  candidate.listed = isMatch;
  candidate.exists = true;
  candidate.absences = 0;
}
