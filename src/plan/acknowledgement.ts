import type { ManagedSecret } from './credentials.ts';
import type { ObservableDestination } from './evidence.ts';
import type { ManagedSecrets, RetirableSecret } from './retirement.ts';

/** A person has confirmed that Exalate uses a secret, so the older ones are no longer needed. */
interface Acknowledged {
  readonly kind: 'acknowledged';
  /** The secret that Exalate uses: the newest of the lineage. */
  readonly current: ManagedSecret;
  /** The older secrets of the lineage, and the older adopted ones, live and expired, oldest first. */
  readonly retire: readonly RetirableSecret[];
}

/** The confirmation does not count, so nothing is removed. */
interface AcknowledgementRefused {
  readonly kind: 'acknowledgement-refused';
  /** The newest secret of the lineage; undefined when it has none. */
  readonly current: ManagedSecret | undefined;
  /**
   * `other-key`: another secret is the current one. `not-stored`: destinations do not hold the secret, or may hold an older one
   * as well.
   */
  readonly reason: 'other-key' | 'not-stored';
  /** The labels of those destinations. */
  readonly labels: readonly string[];
}

/** What follows from an acknowledgement. */
export type Acknowledgement = Acknowledged | AcknowledgementRefused;

/**
 * Decides what a run removes after a person has confirmed that Exalate uses a secret. Only the newest secret of the lineage can
 * be confirmed, and only while every destination that can be read holds it and no other: a person who confirms an earlier one
 * has not updated Exalate to the current one.
 *
 * @param keyId the secret that Exalate uses, in lower case
 * @param now by the slowest of the servers' clocks
 */
export function planAcknowledgement(
  keyId: string,
  { own, adopted }: ManagedSecrets,
  destinations: readonly ObservableDestination[],
  now: Date,
): Acknowledgement {
  const current = own.at(-1);
  if (current?.keyId.toLowerCase() !== keyId) {
    return { kind: 'acknowledgement-refused', current, reason: 'other-key', labels: [] };
  }
  const labels = destinations
    .filter(({ heldSecrets }) => !isOnly(current, heldSecrets))
    .map(({ label }) => label);
  if (labels.length > 0) return { kind: 'acknowledgement-refused', current, reason: 'not-stored', labels };
  const older = [...own, ...adopted].filter((secret) => secret.startDateTime < current.startDateTime);
  return {
    kind: 'acknowledged',
    current,
    retire: older
      .toSorted((a, b) => a.startDateTime.getTime() - b.startDateTime.getTime())
      .map((secret) => ({ secret, cause: 'acknowledged', since: now, due: now })),
  };
}

function isOnly(current: ManagedSecret, heldSecrets: readonly ManagedSecret[]): boolean {
  return heldSecrets.length === 1 && heldSecrets[0] === current;
}
