import type { OwnSecret } from './credentials.ts';
import { mayHold, stayOf, type Witness } from './evidence.ts';
import { endOf, type Lifetime } from './lifetime.ts';

/** A secret that nothing needs any more. */
export interface Superfluous {
  readonly secret: OwnSecret;
  /** Expired; replaced in the destinations by a newer one; or left by a run that never stored it. */
  readonly cause: 'expired' | 'superseded' | 'unstored';
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

/** How much longer than it should a run may take until it stores its secret, in milliseconds. */
const margin = 10 * 60_000;

/**
 * The secrets of a lineage that nothing needs any more, oldest first. One that a destination may hold is never among
 * them; and where it is not clear whose value a destination holds, none is but an expired one that has a successor.
 *
 * @param own the lineage's secrets, oldest first
 * @param witnesses in the order in which they are written
 */
export function superfluousAmong(
  own: readonly OwnSecret[],
  witnesses: readonly Witness[],
  { retireAfter, longestWrite }: RetirementPolicy,
  now: Date,
): readonly Superfluous[] {
  const clear = isClear(own, witnesses, longestWrite);
  const newestHeld = own.findLast((secret) => isHeld(secret, witnesses, longestWrite));
  return own.flatMap((secret): readonly Superfluous[] => {
    if (isHeld(secret, witnesses, longestWrite)) return [];
    const { startDateTime: start, endDateTime: end } = secret;
    if (end !== null && end <= now) {
      return secret === own.at(-1) ? [] : [{ secret, cause: 'expired', since: end, due: retireAfter && end }];
    }
    if (!clear) return [];
    const left = departures(secret, own, witnesses, longestWrite);
    if (left.length === 0) {
      // Its run may be about to store it, after all that a server may make it wait.
      const since = new Date(start.getTime() + longestWrite + margin);
      return since < now ? [{ secret, cause: 'unstored', since, due: retireAfter && since }] : [];
    }
    if (newestHeld === undefined || newestHeld.startDateTime <= start) return [];
    const since = new Date(Math.max(...left));
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
  const clear = isClear(own, witnesses, longestWrite);
  return planned.filter(({ secret: { keyId }, cause }) => {
    const seen = own.find((one) => one.keyId === keyId);
    if (seen === undefined || isHeld(seen, witnesses, longestWrite)) return false;
    return clear || cause === 'expired';
  });
}

/** Whether one of the destinations may hold a secret. */
function isHeld(secret: OwnSecret, witnesses: readonly Witness[], longestWrite: number): boolean {
  return witnesses.some(({ evidence }) => stayOf(secret, evidence, longestWrite) === 'now');
}

/** Whether each destination holds a secret of the lineage, and there is one that tells. */
function isClear(own: readonly OwnSecret[], witnesses: readonly Witness[], longestWrite: number): boolean {
  const holdings = witnesses.map(({ evidence }) => mayHold(evidence, own, longestWrite));
  return holdings.length > 0 && holdings.every((secrets) => secrets.length > 0);
}

/**
 * Since when each destination that has held a secret does so no more, at the latest, in milliseconds since 1970. GitHub
 * tells the last write only. But of a secret that stays, the first destination to be written took it: the run would
 * have removed it again otherwise, or a later one as unstored. So that one gave up the secret when it took the next one.
 */
function departures(
  secret: OwnSecret,
  own: readonly OwnSecret[],
  witnesses: readonly Witness[],
  longestWrite: number,
): readonly number[] {
  const starts = own.map(({ startDateTime }) => startDateTime).filter((one) => one > secret.startDateTime);
  const nextStored = starts.map((start) => start.getTime() + longestWrite);
  return witnesses.flatMap(({ evidence }, index) => {
    const stay = stayOf(secret, evidence, longestWrite);
    if (!(stay instanceof Date)) return [];
    const inferred = index === 0 && evidence.kind === 'written' ? nextStored : [];
    return [Math.min(stay.getTime(), ...inferred)];
  });
}
