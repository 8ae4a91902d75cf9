import type { ManagedSecret } from './credentials.ts';
import { findLastWrite, type ObservableDestination } from './evidence.ts';
import { endOfLifetime, startOfLifetime, type Lifetime } from '../shared/duration.ts';

/** Why a run adds a secret. */
export type RenewalReason =
  /** Without `renew-within`, every run adds one. */
  | { readonly kind: 'always' }
  /** The lineage has no secret yet. */
  | { readonly kind: 'first' }
  /** A destination has no value. */
  | { readonly kind: 'empty'; readonly label: string }
  /** The newest version in a destination is disabled and cannot be read. */
  | { readonly kind: 'disabled'; readonly label: string }
  /** Another process wrote the destination, or the secret that it holds is no longer on the application. */
  | { readonly kind: 'foreign'; readonly label: string; readonly at: Date }
  /** A destination holds an older secret of the lineage, not the newest one. */
  | { readonly kind: 'outdated'; readonly label: string }
  /** Secrets are compromised, and not every destination is known to hold another one. */
  | { readonly kind: 'compromised'; readonly keyIds: readonly string[] }
  /** A secret that is in use, or may be, expires soon. */
  | { readonly kind: 'due'; readonly endDateTime: Date };

/** When a secret is renewed. */
export interface RenewalPolicy {
  /** How long before a secret expires it is renewed; undefined when every run adds one. */
  readonly renewWithin: Lifetime | undefined;
}

/**
 * Why a secret must be added now. Without a reason, the newest secret is valid for long enough and every destination is known
 * to hold it.
 *
 * @param lineageSecrets oldest first
 * @param now by Microsoft Graph's clock
 */
export function findRenewalReasons(
  lineageSecrets: readonly ManagedSecret[],
  destinations: readonly ObservableDestination[],
  { renewWithin }: RenewalPolicy,
  now: Date,
): readonly RenewalReason[] {
  if (renewWithin === undefined) return [{ kind: 'always' }];
  const newest = lineageSecrets.at(-1);
  if (newest === undefined) return [{ kind: 'first' }];
  const outOfSync = destinations
    .filter(({ heldSecrets }) => !heldSecrets.includes(newest))
    .map(explainOutOfSync);
  const end = findEarliestEnd(findSecretsInUse(newest, destinations));
  const isDue = end !== undefined && end <= endOfLifetime(renewWithin, now);
  return isDue ? [...outOfSync, { kind: 'due', endDateTime: end }] : outOfSync;
}

/**
 * When the next renewal is due: as soon as a secret that is in use, or may be, expires within `renew-within`. Undefined when
 * every run adds a secret, or none of these secrets expires.
 *
 * @param newest the newest secret of the lineage, which every destination holds
 */
export function findNextRenewal(
  newest: Expiring,
  destinations: readonly ObservableDestination[],
  { renewWithin }: RenewalPolicy,
): Date | undefined {
  const end = findEarliestEnd(findSecretsInUse(newest, destinations));
  if (end === undefined || renewWithin === undefined) return undefined;
  const start = startOfLifetime(renewWithin, end);
  // A month before 31 March is the end of February, but a month after that is not yet 31 March.
  while (endOfLifetime(renewWithin, start) < end) start.setUTCHours(24, 0, 0, 0);
  return start;
}

type Expiring = Pick<ManagedSecret, 'endDateTime'>;

/** The newest secret, and all that a destination holds or may hold. */
function findSecretsInUse(
  newest: Expiring,
  destinations: readonly ObservableDestination[],
): readonly Expiring[] {
  return [newest, ...destinations.flatMap(({ heldSecrets }) => heldSecrets)];
}

function explainOutOfSync({ label, evidence, heldSecrets }: ObservableDestination): RenewalReason {
  const at = findLastWrite(evidence);
  if (at === undefined) return { kind: 'empty', label };
  if (evidence.kind === 'versions' && evidence.versions.at(-1)?.enabled === false)
    return { kind: 'disabled', label };
  return heldSecrets.length === 0 ? { kind: 'foreign', label, at } : { kind: 'outdated', label };
}

/** Undefined when none of the secrets expires. */
function findEarliestEnd(secrets: readonly Expiring[]): Date | undefined {
  return secrets
    .map(({ endDateTime }) => endDateTime)
    .filter((end) => end !== null)
    .sort((a, b) => a.getTime() - b.getTime())[0];
}
