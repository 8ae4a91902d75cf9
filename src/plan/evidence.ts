import type { ManagedSecret } from './credentials.ts';

/** What a persistent destination shows about the values that were written to it. The action never reads a value. */
export type Evidence =
  /** There is no value. */
  | { readonly kind: 'empty' }
  /** GitHub shows only the last write (`updated_at`), by its own clock, in whole seconds. */
  | { readonly kind: 'written'; readonly at: Date }
  /**
   * Key Vault shows every version, oldest first. There is at least one. `isIncomplete`: there are also versions that cannot be
   * read; any of them may hold any secret.
   */
  | { readonly kind: 'versions'; readonly versions: readonly Version[]; readonly isIncomplete?: boolean };

/** A version of a Key Vault secret. */
interface Version {
  /** When it was created, by Key Vault's clock, in whole seconds. */
  readonly at: Date;
  /** The tag with the key ID of the client secret whose value this is; undefined when there is none. */
  readonly keyId: string | undefined;
  /** The tag that is unique to one write; undefined when there is none. A copied version has the same tag. */
  readonly writeId: string | undefined;
  readonly enabled: boolean;
  /** When it was last changed, for example disabled. */
  readonly changedAt: Date;
}

/** A destination and its evidence. */
export interface DestinationEvidence {
  /** The destination's name in logs and errors. */
  readonly label: string;
  /** Undefined for a step output or an encrypted file: a later run cannot read these. */
  readonly evidence: Evidence | undefined;
}

/** A destination that can be read, and the secrets of the lineage that it holds. */
export interface ObservableDestination extends DestinationEvidence {
  readonly evidence: Evidence;
  /**
   * Oldest first. None: it is empty, or another process wrote its value. One: it holds this secret. Several: any of them may
   * be the one in use.
   */
  readonly heldSecrets: readonly ManagedSecret[];
}

/**
 * Determines which secrets of the lineage each destination holds. Leaves out destinations that cannot be read.
 *
 * @param lineageSecrets oldest first
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
export function findObservableDestinations(
  destinations: readonly DestinationEvidence[],
  lineageSecrets: readonly ManagedSecret[],
  maxStoreDelay: number,
): readonly ObservableDestination[] {
  return destinations.flatMap(({ label, evidence }) => {
    if (evidence === undefined) return [];
    return [{ label, evidence, heldSecrets: findHeldSecrets(evidence, lineageSecrets, maxStoreDelay) }];
  });
}

/** When a destination was last written; undefined when it is empty. */
export function findLastWrite(evidence: Evidence): Date | undefined {
  if (evidence.kind === 'empty') return undefined;
  return evidence.kind === 'written' ? evidence.at : evidence.versions.at(-1)?.at;
}

/** `now`: a destination may hold a secret. `never`: it has never held it. A date: it has not held it since then. */
export type HoldStatus = 'now' | 'never' | Date;

/** How far a destination's clock may be behind Entra's, in milliseconds. */
const maxClockSkew = 5 * 60_000;

/**
 * Whether a destination holds a secret. When in doubt the answer is `now`, which keeps the secret.
 *
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
export function holdStatus(secret: ManagedSecret, evidence: Evidence, maxStoreDelay: number): HoldStatus {
  if (evidence.kind === 'empty') return 'never';
  if (evidence.kind === 'versions') {
    return evidence.isIncomplete === true ? 'now' : taggedHoldStatus(secret.keyId, evidence.versions);
  }
  const delay = evidence.at.getTime() - secret.startDateTime.getTime();
  if (delay < -maxClockSkew) return 'never';
  return delay <= maxStoreDelay ? 'now' : evidence.at;
}

/**
 * Every version with the key's tag counts, even a copy: its value may be the secret's. A disabled version cannot be read, so
 * it neither holds a secret nor replaces another version. The order of versions from the same second is unknown, so none
 * of them replaces another.
 */
function taggedHoldStatus(keyId: string, versions: readonly Version[]): HoldStatus {
  const ofKey = versions.filter((version) => version.keyId === keyId);
  const latest = ofKey.findLast(({ enabled }) => enabled) ?? ofKey.at(-1);
  if (latest === undefined) return 'never';
  const replacedAt = versions.find(({ at, enabled }) => enabled && at > latest.at)?.at;
  if (latest.enabled) return replacedAt ?? 'now';
  return replacedAt !== undefined && replacedAt < latest.changedAt ? replacedAt : latest.changedAt;
}

/**
 * Determines which secrets of the lineage a destination holds, as in `ObservableDestination`.
 *
 * @param lineageSecrets oldest first
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
export function findHeldSecrets(
  evidence: Evidence,
  lineageSecrets: readonly ManagedSecret[],
  maxStoreDelay: number,
): readonly ManagedSecret[] {
  return lineageSecrets.filter((secret) =>
    evidence.kind === 'versions'
      ? taggedHoldStatus(secret.keyId, evidence.versions) === 'now' &&
        isTagTrusted(secret, evidence.versions, maxStoreDelay)
      : holdStatus(secret, evidence, maxStoreDelay) === 'now',
  );
}

/**
 * Whether the run that added a secret wrote its tag. A tag can be copied to another value, or restored from a backup: it is not
 * trusted when two versions have it, or when its version was not created soon after the secret was added.
 */
function isTagTrusted(
  { keyId, startDateTime }: ManagedSecret,
  versions: readonly Version[],
  maxStoreDelay: number,
): boolean {
  const latest = versions.findLast((version) => version.enabled && version.keyId === keyId);
  if (latest?.writeId === undefined) return false;
  const delay = latest.at.getTime() - startDateTime.getTime();
  const copies = versions.filter(({ writeId }) => writeId === latest.writeId);
  return copies.length === 1 && delay >= -maxClockSkew && delay <= maxStoreDelay;
}
