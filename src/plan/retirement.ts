import type { OwnSecret } from './credentials.ts';
import { mayHold, type Witness } from './evidence.ts';
import { endOf, type Lifetime } from './lifetime.ts';

/** A secret that nothing needs any more. */
export interface Superfluous {
  readonly secret: OwnSecret;
  readonly cause: 'expired' | 'superseded';
  /** Since when it is so, at the latest. */
  readonly since: Date;
  /** When it is to go; undefined when none is ever removed. */
  readonly due: Date | undefined;
}

/** When a secret is removed. */
export interface RetirementPolicy {
  /** How long a secret stays after its successor was stored; undefined when it stays for good. */
  readonly retireAfter: Lifetime | undefined;
  /** How long after it was added a secret may come to a destination, in milliseconds. */
  readonly longestWrite: number;
}

/**
 * The secrets of a lineage that nothing needs any more, oldest first: those that have expired, and those that a newer
 * one has replaced in a destination. Neither the newest one nor one that a destination may hold is ever among them, and
 * where it is not clear what each destination holds, no live one is.
 *
 * @param own the lineage's secrets, oldest first
 */
export function superfluousAmong(
  own: readonly OwnSecret[],
  witnesses: readonly Witness[],
  policy: RetirementPolicy,
  now: Date,
): readonly Superfluous[] {
  const { retireAfter, longestWrite } = policy;
  const { held, proof } = possessionOf(own, witnesses, longestWrite);
  return own.slice(0, -1).flatMap((secret): readonly Superfluous[] => {
    if (held.has(secret)) return [];
    const { startDateTime: start, endDateTime: end } = secret;
    if (end !== null && end <= now) {
      return [{ secret, cause: 'expired', since: end, due: retireAfter && end }];
    }
    if (proof === undefined || start >= proof.oldestHeld) return [];
    const newer = own.map(({ startDateTime }) => startDateTime).filter((one) => one > start);
    const stored = newer.map((one) => one.getTime() + longestWrite);
    const since = new Date(Math.min(proof.latestWrite.getTime(), ...stored));
    return [{ secret, cause: 'superseded', since, due: retireAfter && endOf(retireAfter, since) }];
  });
}

/**
 * Those of them that a second look shows to be there still, and to be held by nobody: reads lag writes, and somebody
 * else may have written since.
 *
 * @param own the lineage's secrets at the second look
 * @param witnesses the destinations at the second look
 */
export function confirmed(
  planned: readonly Superfluous[],
  own: readonly OwnSecret[],
  witnesses: readonly Witness[],
  longestWrite: number,
): readonly Superfluous[] {
  const { held, proof } = possessionOf(own, witnesses, longestWrite);
  const heldKeys = new Set([...held].map(({ keyId }) => keyId));
  return planned.filter(
    ({ secret: { keyId }, cause }) =>
      own.some((one) => one.keyId === keyId) &&
      !heldKeys.has(keyId) &&
      (cause === 'expired' || proof !== undefined),
  );
}

/** What the destinations hold of a lineage, taken together. */
interface Possession {
  /** Those of its secrets that a destination may hold. */
  readonly held: ReadonlySet<OwnSecret>;
  /** Undefined when nobody knows what one of the destinations holds. */
  readonly proof: Proof | undefined;
}

/** What shows that a secret was replaced. */
interface Proof {
  /** No destination has been written since. */
  readonly latestWrite: Date;
  /** What started before this was replaced in at least one destination, if it ever was there. */
  readonly oldestHeld: Date;
}

function possessionOf(
  own: readonly OwnSecret[],
  witnesses: readonly Witness[],
  longestWrite: number,
): Possession {
  const holdings = witnesses.map(({ evidence }) => mayHold(evidence, own, longestWrite));
  const held = new Set(holdings.flat());
  const writes = witnesses.flatMap(({ evidence }) => (evidence.kind === 'empty' ? [] : [evidence.at]));
  const starts = holdings.flatMap(([oldest]) => (oldest === undefined ? [] : [oldest.startDateTime]));
  const latestWrite = latest(writes);
  const oldestHeld = latest(starts);
  const explained = starts.length === witnesses.length;
  const proof = explained && latestWrite && oldestHeld ? { latestWrite, oldestHeld } : undefined;
  return { held, proof };
}

function latest(moments: readonly Date[]): Date | undefined {
  return moments.toSorted((one, other) => other.getTime() - one.getTime())[0];
}
