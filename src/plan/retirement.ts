import { compareByAge, type ManagedSecret, type PasswordCredential } from './credentials.ts';
import {
  findLastWrite,
  findObservableDestinations,
  holdStatus,
  type DestinationEvidence,
  type ObservableDestination,
} from './evidence.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';

/** A secret that is no longer needed. */
export interface RetirableSecret {
  readonly secret: ManagedSecret;
  /**
   * `superseded`: the destinations hold a newer one. `unstored`: its run failed before it stored the secret. `acknowledged`: a
   * person has confirmed that Exalate uses a newer one. `compromised`: somebody else may know its value.
   */
  readonly cause: 'expired' | 'superseded' | 'unstored' | 'acknowledged' | 'compromised';
  /** Since when, at the latest. */
  readonly since: Date;
  /**
   * When it was last used, if that was after its successor was stored (`superseded`) or added (`acknowledged`), or at any time
   * (`compromised`); undefined when it was not, or when that is not known.
   */
  readonly lastUsed?: Date | undefined;
  /** From when on a run removes it; undefined when `retire-after` is `never`. */
  readonly due: Date | undefined;
}

/** When a secret is removed. */
export interface RetirementPolicy {
  /** How long a secret is kept after its successor was stored; undefined when it is never removed. */
  readonly retireAfter: Lifetime | undefined;
  /** How long after a secret was added its run may store it, in milliseconds. */
  readonly maxStoreDelay: number;
}

/** When each secret was last used, by key ID in lower case, as far as it is known. */
export type LastUses = ReadonlyMap<string, Date>;

/** When a secret was last used; undefined when that is not known. */
export function findLastUse({ keyId }: PasswordCredential, lastUses: LastUses = new Map()): Date | undefined {
  return lastUses.get(keyId.toLowerCase());
}

/** The secrets that the workflow may remove, each list oldest first. */
export interface ManagedSecrets {
  /** The secrets of the workflow's own lineage. */
  readonly own: readonly ManagedSecret[];
  /** The secrets of other origin that `adopt` names. */
  readonly adopted: readonly ManagedSecret[];
}

/** How much longer than `maxStoreDelay` a run may take when a server makes it wait, in milliseconds. */
const storeDelayMargin = 10 * 60_000;

/**
 * The secrets that are no longer needed, oldest first. A secret that a destination may hold is never one of them. While a
 * destination holds no secret of the lineage, only expired secrets are, and only if the lineage has another secret.
 *
 * @param now by the slowest of the servers' clocks, so that no grace ends too early
 * @param lastUses postpone a removal, and never make it earlier
 */
export function findRetirableSecrets(
  managed: ManagedSecrets,
  destinations: readonly ObservableDestination[],
  policy: RetirementPolicy,
  now: Date,
  lastUses: LastUses = new Map(),
): readonly RetirableSecret[] {
  return [
    ...findRetirableOwn(managed, destinations, policy, now),
    ...findRetirableAdopted(managed, destinations, policy, now),
  ]
    .map((retirable) => postponeUsed(retirable, policy, lastUses))
    .sort((a, b) => compareByAge(a.secret, b.secret));
}

/** A superseded secret that was used after its successor was stored is kept for `retire-after` from that use on. */
function postponeUsed(
  retirable: RetirableSecret,
  { retireAfter }: RetirementPolicy,
  lastUses: LastUses,
): RetirableSecret {
  const { secret, cause, since } = retirable;
  const lastUsed = findLastUse(secret, lastUses);
  if (cause !== 'superseded' || lastUsed === undefined || lastUsed <= since) return retirable;
  return { ...retirable, lastUsed, due: retireAfter && endOfLifetime(retireAfter, lastUsed) };
}

function findRetirableOwn(
  { own }: ManagedSecrets,
  destinations: readonly ObservableDestination[],
  { retireAfter, maxStoreDelay }: RetirementPolicy,
  now: Date,
): readonly RetirableSecret[] {
  const newestHeld = allDestinationsAccountedFor(destinations)
    ? destinations
        .flatMap(({ heldSecrets }) => heldSecrets)
        .sort(compareByAge)
        .at(-1)
    : undefined;
  return own.flatMap((secret): readonly RetirableSecret[] => {
    if (isHeld(secret, destinations, maxStoreDelay)) return [];
    const { startDateTime: start, endDateTime: end } = secret;
    if (end !== null && end <= now)
      return secret === own.at(-1) ? [] : [createExpired(secret, end, retireAfter)];
    if (newestHeld === undefined) return [];
    const heldUntil = noLongerHeldSince(secret, destinations, maxStoreDelay);
    if (heldUntil === undefined) {
      const since = new Date(start.getTime() + maxStoreDelay + storeDelayMargin);
      // Before that, its run may still be about to store it.
      return since < now ? [{ secret, cause: 'unstored', since, due: retireAfter && since }] : [];
    }
    return newestHeld.startDateTime > start ? [createSuperseded(secret, heldUntil, retireAfter)] : [];
  });
}

/**
 * This workflow never stored an adopted secret, so only a successor shows that it was replaced. The grace counts from the last
 * write to any destination.
 */
function findRetirableAdopted(
  { own, adopted }: ManagedSecrets,
  destinations: readonly ObservableDestination[],
  { retireAfter, maxStoreDelay }: RetirementPolicy,
  now: Date,
): readonly RetirableSecret[] {
  return adopted.flatMap((secret): readonly RetirableSecret[] => {
    if (isHeld(secret, destinations, maxStoreDelay)) return [];
    const { endDateTime: end } = secret;
    if (end !== null && end <= now) return own.length === 0 ? [] : [createExpired(secret, end, retireAfter)];
    if (!hasSuccessor(secret, destinations)) return [];
    const writes = destinations
      .map(({ evidence }) => findLastWrite(evidence))
      .filter((at) => at !== undefined);
    return [createSuperseded(secret, new Date(Math.max(...writes.map(Number))), retireAfter)];
  });
}

function createExpired(secret: ManagedSecret, end: Date, retireAfter: Lifetime | undefined): RetirableSecret {
  return { secret, cause: 'expired', since: end, due: retireAfter && end };
}

function createSuperseded(
  secret: ManagedSecret,
  since: Date,
  retireAfter: Lifetime | undefined,
): RetirableSecret {
  return { secret, cause: 'superseded', since, due: retireAfter && endOfLifetime(retireAfter, since) };
}

/**
 * Keeps the planned removals that a second check confirms: the secret is still on the application, and no destination holds
 * it. Reads can lag behind writes, and another process may have written since the first check. A compromised secret is one that is
 * removed before another is stored: `findUnreplaced` decides about the others.
 *
 * @param planned from `planRotation`
 * @param managed the secrets at the second check
 * @param destinations at the second check
 * @param maxStoreDelay how long after a secret was added its run may store it, in milliseconds
 */
export function confirmRetirable(
  planned: readonly RetirableSecret[],
  { own, adopted }: ManagedSecrets,
  destinations: readonly DestinationEvidence[],
  maxStoreDelay: number,
): readonly RetirableSecret[] {
  const observable = findObservableDestinations(destinations, own, maxStoreDelay);
  return planned.filter(({ secret: { keyId }, cause }) => {
    const ownSecret = own.find((secret) => secret.keyId === keyId);
    const secret = ownSecret ?? adopted.find((candidate) => candidate.keyId === keyId);
    if (secret === undefined || isHeld(secret, observable, maxStoreDelay)) return false;
    if (cause === 'expired') return true;
    if (cause === 'compromised')
      return isRemovableFirst(secret, { own, adopted }, destinations, maxStoreDelay);
    return ownSecret === undefined
      ? hasSuccessor(secret, observable)
      : allDestinationsAccountedFor(observable);
  });
}

/** Whether a destination may hold a secret. */
export function isHeld(
  secret: ManagedSecret,
  destinations: readonly ObservableDestination[],
  maxStoreDelay: number,
): boolean {
  return destinations.some(({ evidence }) => holdStatus(secret, evidence, maxStoreDelay) === 'now');
}

/**
 * Whether a compromised secret can be removed before another is stored, where the application has no room for one: no destination
 * may hold it. A destination that cannot be read may hold any secret of the lineage, and no adopted one.
 */
export function isRemovableFirst(
  secret: ManagedSecret,
  { own }: ManagedSecrets,
  destinations: readonly DestinationEvidence[],
  maxStoreDelay: number,
): boolean {
  const isOwn = own.some(({ keyId }) => keyId === secret.keyId);
  return destinations.every(({ evidence }) =>
    evidence === undefined ? !isOwn : holdStatus(secret, evidence, maxStoreDelay) !== 'now',
  );
}

/** Whether there are destinations, and each of them holds a secret of the lineage. */
function allDestinationsAccountedFor(destinations: readonly ObservableDestination[]): boolean {
  return destinations.length > 0 && destinations.every(({ heldSecrets }) => heldSecrets.length > 0);
}

/** Whether every destination holds the same secret of the lineage, one that started after this one. */
function hasSuccessor(
  { startDateTime }: ManagedSecret,
  destinations: readonly ObservableDestination[],
): boolean {
  const [first] = destinations;
  const successor = first?.heldSecrets.find(
    (candidate) =>
      candidate.startDateTime > startDateTime &&
      destinations.every(({ heldSecrets }) => heldSecrets.includes(candidate)),
  );
  return successor !== undefined;
}

/**
 * When the last of the destinations that held a secret stopped holding it; undefined when none has ever held it. GitHub shows
 * only the last write, so for GitHub this is the last write, even if the secret was replaced earlier.
 */
function noLongerHeldSince(
  secret: ManagedSecret,
  destinations: readonly ObservableDestination[],
  maxStoreDelay: number,
): Date | undefined {
  return destinations
    .map(({ evidence }) => holdStatus(secret, evidence, maxStoreDelay))
    .filter((status) => status instanceof Date)
    .sort((a, b) => a.getTime() - b.getTime())
    .at(-1);
}
