import type { OpenDestination } from './world.ts';

/** What a destination holds after a run that came to no good end. */
export interface Holding {
  readonly label: string;
  readonly holds: 'new' | 'earlier' | 'unknown' | 'nothing';
  /** The new secret's. */
  readonly keyId: string;
}

/** Which destinations hold the new secret, by their places in the list that the run was asked for. */
export interface Whereabouts {
  readonly new: readonly number[];
  /** One that may hold it. */
  readonly unknown: number | undefined;
}

/**
 * What each destination holds.
 *
 * @param keyId the new secret's
 */
export function holdingsOf(
  keyId: string,
  destinations: readonly OpenDestination[],
  where: Whereabouts,
): readonly Holding[] {
  return destinations.map(({ index, destination: { label, lasting } }) => {
    if (where.new.includes(index)) return { label, holds: 'new', keyId };
    if (where.unknown === index) return { label, holds: 'unknown', keyId };
    return { label, holds: lasting ? 'earlier' : 'nothing', keyId };
  });
}

/** Tells what each destination holds, a line for each. */
export function listHoldings(holdings: readonly Holding[]): string {
  return ['The destinations hold now:', ...holdings.map(describe)].join('\n  - ');
}

function describe({ label, holds, keyId }: Holding): string {
  switch (holds) {
    case 'new':
      return `${label}: the new secret (key ID ${keyId})`;
    case 'earlier':
      return `${label}: what it held before`;
    case 'unknown':
      return `${label}: nobody can say, the new secret or what it held before`;
    case 'nothing':
      return `${label}: nothing`;
  }
}
