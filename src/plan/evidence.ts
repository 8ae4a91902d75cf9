import type { OwnSecret } from './credentials.ts';

/** What a destination that lasts tells of the values that it was given; the values themselves it never tells. */
export type Evidence =
  /** It holds none. */
  | { readonly kind: 'empty' }
  /** When it was last written, by its own clock, in whole seconds: GitHub. */
  | { readonly kind: 'written'; readonly at: Date }
  /** What the writer noted beside each value, from the first to the last: Key Vault's tags. There is at least one. */
  | { readonly kind: 'noted'; readonly versions: readonly Version[] };

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
export interface Place {
  /** How it is named to people. */
  readonly label: string;
  /** Undefined where nothing can be asked, since what it holds is gone with the runner. */
  readonly evidence: Evidence | undefined;
}

/** A destination that tells something. */
export interface Witness extends Place {
  readonly evidence: Evidence;
}

/** The destinations among them that tell something, in the order in which they are written. */
export function witnessesAmong(places: readonly Place[]): readonly Witness[] {
  return places.flatMap(({ label, evidence }) => (evidence === undefined ? [] : [{ label, evidence }]));
}

/** When what a destination holds was written; undefined when it holds nothing. */
export function lastWrite(evidence: Evidence): Date | undefined {
  if (evidence.kind === 'empty') return undefined;
  return evidence.kind === 'written' ? evidence.at : evidence.versions.at(-1)?.at;
}

/** A destination may hold a secret now, has never held it, or has not held it since that moment. */
export type Stay = 'now' | 'never' | Date;

/** How much a destination's clock may be behind Entra's, in milliseconds. */
const skew = 5 * 60_000;

/**
 * Whether a destination may hold a secret, or did.
 *
 * @param longestWrite how long after it was added a secret may come to a destination, in milliseconds
 */
export function stayOf({ keyId, startDateTime }: OwnSecret, evidence: Evidence, longestWrite: number): Stay {
  if (evidence.kind === 'empty') return 'never';
  if (evidence.kind === 'noted') return notedStay(keyId, evidence.versions);
  const wait = evidence.at.getTime() - startDateTime.getTime();
  if (wait < -skew) return 'never';
  return wait <= longestWrite ? 'now' : evidence.at;
}

/** Of versions that were written in the same second, nobody can say which came last. */
function notedStay(keyId: string, versions: readonly Version[]): Stay {
  const noted = versions.findLast((one) => one.keyId === keyId);
  if (noted === undefined) return 'never';
  return versions.find(({ at }) => at > noted.at)?.at ?? 'now';
}

/**
 * The secrets of a lineage that a destination may hold. None says that what it holds is somebody else's; several, that
 * each may be the one in use.
 */
export function mayHold(
  evidence: Evidence,
  own: readonly OwnSecret[],
  longestWrite: number,
): readonly OwnSecret[] {
  return own.filter((secret) => stayOf(secret, evidence, longestWrite) === 'now');
}
