import { compareByAge, type OwnSecret } from './credentials.ts';
import { lastWrite, findHeldSecrets, holdStatus, type ObservableDestination } from './evidence.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';

/** A secret that nothing needs any longer. */
export interface RetirableSecret {
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

/** The secrets that this workflow may remove, each oldest first. */
export interface ManagedSecrets {
  /** The lineage's. */
  readonly own: readonly OwnSecret[];
  /** Those that it took over from people, tools or an earlier lineage. */
  readonly adopted: readonly OwnSecret[];
}

/** How much longer than it should a run may take until it stores its secret, in milliseconds. */
const margin = 10 * 60_000;

/**
 * The secrets that nothing needs any longer, oldest first. One that a destination may hold is never among them; and while
 * it is not clear whose value a destination holds, only expired ones that have a successor are.
 *
 * @param now by the slowest of the servers' clocks: a grace that has passed by that one has passed
 */
export function findRetirableSecrets(
  { own, adopted }: ManagedSecrets,
  observable: readonly ObservableDestination[],
  policy: RetirementPolicy,
  now: Date,
): readonly RetirableSecret[] {
  return [
    ...findRetirableOwn(own, observable, policy, now),
    ...findRetirableAdopted(adopted, own, observable, policy, now),
  ].sort((one, other) => compareByAge(one.secret, other.secret));
}

function findRetirableOwn(
  own: readonly OwnSecret[],
  observable: readonly ObservableDestination[],
  { retireAfter, longestWrite }: RetirementPolicy,
  now: Date,
): readonly RetirableSecret[] {
  const held = findHeldByDestination(own, observable, longestWrite).flat();
  const newestHeld = allDestinationsAccountedFor(own, observable, longestWrite)
    ? held.toSorted(compareByAge).at(-1)
    : undefined;
  return own.flatMap((secret): readonly RetirableSecret[] => {
    if (isHeld(secret, observable, longestWrite)) return [];
    const { startDateTime: start, endDateTime: end } = secret;
    if (end !== null && end <= now) return secret === own.at(-1) ? [] : [expired(secret, end, retireAfter)];
    if (newestHeld === undefined) return [];
    const left = noLongerHeldSince(secret, observable, longestWrite);
    if (left.length === 0) {
      // Its run may be about to store it, after all that a server may make it wait.
      const since = new Date(start.getTime() + longestWrite + margin);
      return since < now ? [{ secret, cause: 'unstored', since, due: retireAfter && since }] : [];
    }
    if (newestHeld.startDateTime <= start) return [];
    return [superseded(secret, new Date(Math.max(...left)), retireAfter)];
  });
}

/**
 * An adopted secret was never stored by this workflow, so only its successor shows that it is replaced: the grace counts
 * from the last write of that one.
 */
function findRetirableAdopted(
  adopted: readonly OwnSecret[],
  own: readonly OwnSecret[],
  observable: readonly ObservableDestination[],
  { retireAfter, longestWrite }: RetirementPolicy,
  now: Date,
): readonly RetirableSecret[] {
  return adopted.flatMap((secret): readonly RetirableSecret[] => {
    if (isHeld(secret, observable, longestWrite)) return [];
    const { endDateTime: end } = secret;
    if (end !== null && end <= now) return own.length === 0 ? [] : [expired(secret, end, retireAfter)];
    if (!hasSuccessor(secret, own, observable, longestWrite)) return [];
    const writes = observable.map(({ evidence }) => lastWrite(evidence)).filter((at) => at !== undefined);
    return [superseded(secret, new Date(Math.max(...writes.map(Number))), retireAfter)];
  });
}

function expired(secret: OwnSecret, end: Date, retireAfter: Lifetime | undefined): RetirableSecret {
  return { secret, cause: 'expired', since: end, due: retireAfter && end };
}

function superseded(secret: OwnSecret, since: Date, retireAfter: Lifetime | undefined): RetirableSecret {
  return { secret, cause: 'superseded', since, due: retireAfter && endOfLifetime(retireAfter, since) };
}

/**
 * Those of them that a second look shows to be there still, and to be held by nobody: reads lag writes, and another
 * process may have written since.
 *
 * @param managed the secrets at the second look
 * @param observable the destinations at the second look
 */
export function confirmRetirable(
  planned: readonly RetirableSecret[],
  { own, adopted }: ManagedSecrets,
  observable: readonly ObservableDestination[],
  longestWrite: number,
): readonly RetirableSecret[] {
  const clear = allDestinationsAccountedFor(own, observable, longestWrite);
  return planned.filter(({ secret: { keyId }, cause }) => {
    const isTheOne = (one: OwnSecret): boolean => one.keyId === keyId;
    const mine = own.find(isTheOne);
    const seen = mine ?? adopted.find(isTheOne);
    if (seen === undefined || isHeld(seen, observable, longestWrite)) return false;
    if (cause === 'expired') return true;
    return mine === undefined ? hasSuccessor(seen, own, observable, longestWrite) : clear;
  });
}

/** Whether one of the destinations may hold a secret. */
function isHeld(
  secret: OwnSecret,
  observable: readonly ObservableDestination[],
  longestWrite: number,
): boolean {
  return observable.some(({ evidence }) => holdStatus(secret, evidence, longestWrite) === 'now');
}

/** The secrets of the lineage that each destination holds, or may hold, in the order of the destinations. */
function findHeldByDestination(
  own: readonly OwnSecret[],
  observable: readonly ObservableDestination[],
  longestWrite: number,
): readonly (readonly OwnSecret[])[] {
  return observable.map(({ evidence }) => findHeldSecrets(evidence, own, longestWrite));
}

/** Whether each destination holds a secret of the lineage, and there is one that tells. */
function allDestinationsAccountedFor(
  own: readonly OwnSecret[],
  observable: readonly ObservableDestination[],
  longestWrite: number,
): boolean {
  const holdings = findHeldByDestination(own, observable, longestWrite);
  return holdings.length > 0 && holdings.every((secrets) => secrets.length > 0);
}

/** Whether every destination holds the same secret of the lineage, and that one started later than this one. */
function hasSuccessor(
  { startDateTime }: OwnSecret,
  own: readonly OwnSecret[],
  observable: readonly ObservableDestination[],
  longestWrite: number,
): boolean {
  const holdings = findHeldByDestination(own, observable, longestWrite);
  return own.some(
    (one) =>
      one.startDateTime > startDateTime &&
      holdings.length > 0 &&
      holdings.every((secrets) => secrets.includes(one)),
  );
}

/**
 * Since when each destination that has held a secret does so no longer, at the latest, in milliseconds since 1970. GitHub
 * tells the last write only: what came before is not known, so nothing is inferred.
 */
function noLongerHeldSince(
  secret: OwnSecret,
  observable: readonly ObservableDestination[],
  longestWrite: number,
): readonly number[] {
  return observable.flatMap(({ evidence }) => {
    const stay = holdStatus(secret, evidence, longestWrite);
    return stay instanceof Date ? [stay.getTime()] : [];
  });
}
