import type { OwnSecret } from './credentials.ts';

/** What a destination that lasts tells of the values that it was given; the values themselves it never tells. */
export type Evidence =
  /** It holds none. */
  | { readonly kind: 'empty' }
  /** When it was last written, by its own clock, in whole seconds: GitHub. */
  | { readonly kind: 'written'; readonly at: Date }
  /** What the writer noted beside each value, from the first to the last: Key Vault's tags. There is at least one. */
  | { readonly kind: 'versions'; readonly versions: readonly Version[] };

/** A value, of which a destination keeps all. */
interface Version {
  /** By the destination's own clock, in whole seconds. */
  readonly at: Date;
  /** Whose value it is; undefined when nobody noted it. */
  readonly keyId: string | undefined;
  /** Unique to one write; a copy carries the same. */
  readonly writeId: string | undefined;
  readonly enabled: boolean;
  /** When it was last changed, for example disabled. */
  readonly changedAt: Date;
}

/** A destination, as the planner sees it. */
export interface DestinationEvidence {
  /** How it is named to people. */
  readonly label: string;
  /** Undefined where nothing can be asked, since what it holds is gone with the runner. */
  readonly evidence: Evidence | undefined;
}

/** A destination that tells something. */
export interface ObservableDestination extends DestinationEvidence {
  readonly evidence: Evidence;
}

/** The destinations among them that tell something, in the order in which they are written. */
export function selectObservable(places: readonly DestinationEvidence[]): readonly ObservableDestination[] {
  return places.flatMap(({ label, evidence }) => (evidence === undefined ? [] : [{ label, evidence }]));
}

/** When what a destination holds was written; undefined when it holds nothing. */
export function lastWrite(evidence: Evidence): Date | undefined {
  if (evidence.kind === 'empty') return undefined;
  return evidence.kind === 'written' ? evidence.at : evidence.versions.at(-1)?.at;
}

/** A destination may hold a secret now, has never held it, or has not held it since that moment. */
export type HoldStatus = 'now' | 'never' | Date;

/** How much a destination's clock may be behind Entra's, in milliseconds. */
const maxClockSkew = 5 * 60_000;

/**
 * Whether a destination may hold a secret, or did. When in doubt it may: this is what keeps a secret.
 *
 * @param longestWrite how long after it was added a secret may come to a destination, in milliseconds
 */
export function holdStatus(secret: OwnSecret, evidence: Evidence, longestWrite: number): HoldStatus {
  if (evidence.kind === 'empty') return 'never';
  if (evidence.kind === 'versions') return taggedHoldStatus(secret.keyId, evidence.versions);
  const wait = evidence.at.getTime() - secret.startDateTime.getTime();
  if (wait < -maxClockSkew) return 'never';
  return wait <= longestWrite ? 'now' : evidence.at;
}

/**
 * Any note of the key counts, a copied one too: the value beside it may be the secret's. Nobody can read a disabled
 * version, so it neither holds a secret nor takes the place of another version. Of versions that were written in the same
 * second, it is not known which came last.
 */
function taggedHoldStatus(keyId: string, versions: readonly Version[]): HoldStatus {
  const ofKey = versions.filter((one) => one.keyId === keyId);
  const noted = ofKey.findLast(({ enabled }) => enabled) ?? ofKey.at(-1);
  if (noted === undefined) return 'never';
  const replaced = versions.find(({ at, enabled }) => enabled && at > noted.at)?.at;
  if (noted.enabled) return replaced ?? 'now';
  return replaced !== undefined && replaced < noted.changedAt ? replaced : noted.changedAt;
}

/**
 * The secrets of a lineage of which a destination shows that it holds one of them. None says that it holds something else;
 * several, that each may be the one in use.
 */
export function findHeldSecrets(
  evidence: Evidence,
  own: readonly OwnSecret[],
  longestWrite: number,
): readonly OwnSecret[] {
  return own.filter(
    (secret) =>
      holdStatus(secret, evidence, longestWrite) === 'now' &&
      (evidence.kind !== 'versions' || isTagTrusted(secret, evidence.versions, longestWrite)),
  );
}

/**
 * Whether the note beside the value was made by the run that added the secret. Tags can be copied to another value, or
 * come back with a backup: a note that two versions carry, or that was not made soon after the secret was added, proves nothing.
 */
function isTagTrusted(
  { keyId, startDateTime }: OwnSecret,
  versions: readonly Version[],
  longestWrite: number,
): boolean {
  const noted = versions.findLast((one) => one.enabled && one.keyId === keyId);
  if (noted?.writeId === undefined) return false;
  const wait = noted.at.getTime() - startDateTime.getTime();
  const copies = versions.filter(({ writeId }) => writeId === noted.writeId);
  return copies.length === 1 && wait >= -maxClockSkew && wait <= longestWrite;
}
