import type { OwnSecret } from './credentials.ts';
import { lastWrite, findHeldSecrets, type ObservableDestination } from './evidence.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';

/** Why a secret is added. */
export type Reason =
  /** Without `renew-within`, each run adds one. */
  | { readonly kind: 'always' }
  /** The lineage has none yet. */
  | { readonly kind: 'first' }
  /** A destination holds nothing. */
  | { readonly kind: 'empty'; readonly label: string }
  /** The newest version in a destination is disabled: nobody can read it. */
  | { readonly kind: 'disabled'; readonly label: string }
  /** A destination was written by another process, or what it holds is no longer on the application. */
  | { readonly kind: 'foreign'; readonly label: string; readonly at: Date }
  /** A destination holds an older one than the newest. */
  | { readonly kind: 'outdated'; readonly label: string }
  /** One that is in use, or may be, expires soon. */
  | { readonly kind: 'due'; readonly endDateTime: Date };

/** When a secret is renewed. */
export interface RenewalPolicy {
  /** A secret that lives longer than this is left alone; undefined when each run adds one. */
  readonly renewWithin: Lifetime | undefined;
  /** How long after it was added a secret may come to a destination, in milliseconds. */
  readonly longestWrite: number;
}

/**
 * Why a secret must be added now. No reason means that the newest lives long enough, and that every destination provably
 * holds it.
 *
 * @param own the lineage's secrets, oldest first
 */
export function reasonsToAdd(
  own: readonly OwnSecret[],
  observable: readonly ObservableDestination[],
  { renewWithin, longestWrite }: RenewalPolicy,
  now: Date,
): readonly Reason[] {
  if (renewWithin === undefined) return [{ kind: 'always' }];
  const newest = own.at(-1);
  if (newest === undefined) return [{ kind: 'first' }];
  const held = observable.map((destination) => ({
    destination,
    secrets: findHeldSecrets(destination.evidence, own, longestWrite),
  }));
  const outOfSync = held
    .filter(({ secrets }) => !secrets.includes(newest))
    .map(({ destination, secrets }) => explainOutOfSync(destination, secrets));
  const end = findSoonestEnd([newest, ...held.flatMap(({ secrets }) => secrets)]);
  const due = end !== undefined && end <= endOfLifetime(renewWithin, now);
  return due ? [...outOfSync, { kind: 'due', endDateTime: end }] : outOfSync;
}

function explainOutOfSync({ label, evidence }: ObservableDestination, holds: readonly OwnSecret[]): Reason {
  const at = lastWrite(evidence);
  if (at === undefined) return { kind: 'empty', label };
  if (evidence.kind === 'versions' && evidence.versions.at(-1)?.enabled === false)
    return { kind: 'disabled', label };
  return holds.length === 0 ? { kind: 'foreign', label, at } : { kind: 'outdated', label };
}

/** Undefined when none of them ever expires. */
function findSoonestEnd(secrets: readonly OwnSecret[]): Date | undefined {
  return secrets
    .map(({ endDateTime }) => endDateTime)
    .filter((end) => end !== null)
    .sort((one, other) => one.getTime() - other.getTime())[0];
}
