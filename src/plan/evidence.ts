import type { OwnSecret } from './credentials.ts';

/** What a destination that lasts tells of the value that it holds; the value itself it never tells. */
export type Evidence =
  /** It holds none. */
  | { readonly kind: 'empty' }
  /** When it was written, by its own clock, in whole seconds: GitHub. */
  | { readonly kind: 'written'; readonly at: Date }
  /** What the writer noted beside it: Key Vault's tags. Several when nobody can say which was written last. */
  | { readonly kind: 'noted'; readonly at: Date; readonly keyIds: readonly string[] };

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

/** The destinations among them that tell something. */
export function witnessesAmong(places: readonly Place[]): readonly Witness[] {
  return places.flatMap(({ label, evidence }) => (evidence === undefined ? [] : [{ label, evidence }]));
}

/** How much a destination's clock may be behind Entra's, in milliseconds. */
const skew = 5 * 60_000;

/**
 * The secrets of a lineage that a destination may hold. None says that what it holds is somebody else's; several, that
 * each may be the one in use.
 *
 * @param own oldest first; the answer is, too
 * @param longestWrite how long after it was added a secret may come to a destination, in milliseconds
 */
export function mayHold(
  evidence: Evidence,
  own: readonly OwnSecret[],
  longestWrite: number,
): readonly OwnSecret[] {
  switch (evidence.kind) {
    case 'empty':
      return [];
    case 'noted':
      return own.filter(({ keyId }) => evidence.keyIds.includes(keyId));
    case 'written': {
      const at = evidence.at.getTime();
      return own.filter(({ startDateTime }) => {
        const start = startDateTime.getTime();
        return at - longestWrite <= start && start <= at + skew;
      });
    }
  }
}
