import { compareByAge, isLive, type ManagedSecret } from './credentials.ts';
import {
  findObservableDestinations,
  type DestinationEvidence,
  type ObservableDestination,
} from './evidence.ts';
import type { Policy } from './plan.ts';
import { findNextRenewal } from './renewal.ts';
import {
  findLastUse,
  isHeld,
  type LastUses,
  type ManagedSecrets,
  type RetirableSecret,
} from './retirement.ts';

/** A person has confirmed that Exalate uses a secret, so the older ones are no longer needed. */
export interface Acknowledged {
  readonly kind: 'acknowledged';
  /** The secret that Exalate uses: the newest of the lineage. */
  readonly current: ManagedSecret;
  /** The older secrets of the lineage, and the older adopted ones, live and expired, oldest first. */
  readonly retire: readonly RetirableSecret[];
  /** Undefined when every run adds a secret, or the current one never expires. */
  readonly nextRenewal: Date | undefined;
}

/** The confirmation does not count, so nothing is removed. */
export interface RefusedAcknowledgement {
  readonly kind: 'acknowledgement-refused';
  /** The newest secret of the lineage; undefined when it has none. */
  readonly current: ManagedSecret | undefined;
  /**
   * `other-key`: another secret is the current one. `expired`: Exalate cannot use it. `not-stored`: destinations do not hold the
   * secret, or may hold an older one as well.
   */
  readonly reason: 'other-key' | 'expired' | 'not-stored';
  /** The labels of the destinations that do not hold the current secret, or may hold an older one as well. */
  readonly labels: readonly string[];
}

/** What follows from an acknowledgement. */
export type Acknowledgement = Acknowledged | RefusedAcknowledgement;

/**
 * Decides what a run removes after a person has confirmed that Exalate uses a secret. Only the newest secret of the lineage can
 * be confirmed, and only while every destination that can be read holds it and no other: a person who confirms an earlier one
 * has not updated Exalate to the current one. An adopted secret that a destination may hold is kept.
 *
 * @param keyId the secret that Exalate uses, in lower case
 * @param now by the slowest of the servers' clocks
 * @param lastUses are shown, and change nothing
 */
export function planAcknowledgement(
  keyId: string,
  { own, adopted }: ManagedSecrets,
  destinations: readonly DestinationEvidence[],
  { maxStoreDelay, renewWithin }: Pick<Policy, 'maxStoreDelay' | 'renewWithin'>,
  now: Date,
  lastUses: LastUses = new Map(),
): Acknowledgement {
  const current = own.at(-1);
  if (current === undefined)
    return { kind: 'acknowledgement-refused', current, reason: 'other-key', labels: [] };
  const observable = findObservableDestinations(destinations, own, maxStoreDelay);
  const labels = observable
    .filter((destination) => !holdsOnly(destination, current))
    .map(({ label }) => label);
  const refuse = (reason: RefusedAcknowledgement['reason']): RefusedAcknowledgement => ({
    kind: 'acknowledgement-refused',
    current,
    reason,
    labels,
  });

  if (current.keyId.toLowerCase() !== keyId) return refuse('other-key');
  if (!isLive(current, now)) return refuse('expired');
  if (labels.length > 0) return refuse('not-stored');
  const older = [...own, ...adopted].filter(
    (secret) => secret.startDateTime < current.startDateTime && !isHeld(secret, observable, maxStoreDelay),
  );
  return {
    kind: 'acknowledged',
    current,
    nextRenewal: findNextRenewal(current, observable, { renewWithin }),
    retire: older.toSorted(compareByAge).map((secret) => {
      const used = findLastUse(secret, lastUses);
      const lastUsed = used !== undefined && used > current.startDateTime ? used : undefined;
      return { secret, cause: 'acknowledged', since: now, ...(lastUsed && { lastUsed }), due: now };
    }),
  };
}

/**
 * Keeps the planned removals that a second check confirms: the acknowledgement still counts, and the secret is still one of those
 * that it removes. Reads can lag behind writes, and another process may have added a secret since the first check.
 *
 * @param planned from `planAcknowledgement`
 * @param check plans again, with what the services show now
 */
export function confirmAcknowledged(
  planned: readonly RetirableSecret[],
  check: Acknowledgement,
): readonly RetirableSecret[] {
  if (check.kind === 'acknowledgement-refused') return [];
  const confirmed = check.retire.map(({ secret }) => secret.keyId);
  return planned.filter(({ secret }) => confirmed.includes(secret.keyId));
}

function holdsOnly({ heldSecrets }: ObservableDestination, secret: ManagedSecret): boolean {
  return heldSecrets.length === 1 && heldSecrets[0] === secret;
}
