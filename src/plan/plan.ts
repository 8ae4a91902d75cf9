import {
  createCompromised,
  findCompromised,
  findUnreplaced,
  isCompromised,
  type CompromisedPolicy,
} from './compromised.ts';
import {
  findAdoptedSecrets,
  findLineageSecrets,
  type ManagedSecret,
  type PasswordCredential,
} from './credentials.ts';
import {
  findObservableDestinations,
  type DestinationEvidence,
  type ObservableDestination,
} from './evidence.ts';
import { resolveExpiry, type Expiry } from '../shared/duration.ts';
import { formatProvenance, type Lineage, type Provenance } from './lineage.ts';
import { findNextRenewal, findRenewalReasons, type RenewalPolicy, type RenewalReason } from './renewal.ts';
import {
  findLastUse,
  findRetirableSecrets,
  isRemovableFirst,
  type LastUses,
  type ManagedSecrets,
  type RetirableSecret,
  type RetirementPolicy,
} from './retirement.ts';

/** What the services report: the application, its secrets, and the evidence of the destinations. */
export interface PlanInput {
  /** The kinds of accounts that may sign in to the application, as Microsoft Graph names them. */
  readonly signInAudience: string;
  readonly passwordCredentials: readonly PasswordCredential[];
  readonly destinations: readonly DestinationEvidence[];
  /** Postpones removals; left out when it was not read. */
  readonly lastUses?: LastUses | undefined;
}

/** What the inputs of the workflow ask for. */
export interface Policy extends RenewalPolicy, RetirementPolicy, CompromisedPolicy {
  readonly expires: Expiry;
  /** The key IDs of adopted secrets, in lower case. */
  readonly adopt: readonly string[];
}

/** The current time by the servers' clocks: the runner's clock may be wrong. */
export interface PlanTime {
  /** By Microsoft Graph's clock. */
  readonly now: Date;
  /** By the slowest clock of all servers that responded. */
  readonly earliestNow: Date;
}

/** What a run does with secrets that are no longer needed, and when the next run adds one. */
interface MaintenancePlan {
  /** Removed before a secret is added: unstored secrets, and as many others as the application's limit requires. */
  readonly retireFirst: readonly RetirableSecret[];
  /** Compromised secrets, removed as soon as every destination holds another one. */
  readonly compromised: readonly RetirableSecret[];
  /** Removed at the end of the run. */
  readonly retire: readonly RetirableSecret[];
  /** Not removed in this run. */
  readonly retained: readonly RetirableSecret[];
  /** When the next renewal is due, once this run is complete; undefined without `renew-within`, or when no secret expires. */
  readonly nextRenewal: Date | undefined;
}

/** No secret is added: the current one is valid for long enough, and every destination holds it. */
export interface Keep extends MaintenancePlan {
  readonly kind: 'keep';
  readonly current: ManagedSecret;
}

/** A secret is added. */
export interface Addition extends MaintenancePlan {
  readonly kind: 'add';
  readonly reasons: readonly RenewalReason[];
  readonly displayName: string;
  readonly endDateTime: Date;
}

/** A secret is needed, but the application has reached its limit, and not enough secrets can be removed. */
interface LimitReached {
  readonly kind: 'limit-reached';
  readonly existingSecrets: readonly PasswordCredential[];
}

/** What a run does to the application, or why it can do nothing. */
export type Plan = Keep | Addition | LimitReached;

/** All secrets that a run with this plan removes, in their order. */
export function listRemovals({
  retireFirst = [],
  compromised = [],
  retire,
}: Pick<MaintenancePlan, 'retire'> &
  Partial<Pick<MaintenancePlan, 'retireFirst' | 'compromised'>>): readonly RetirableSecret[] {
  return [...retireFirst, ...compromised, ...retire];
}

/** The most client secrets, expired ones included, that an application for personal accounts may have. */
const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];

/** The secrets on the application that a run may remove. */
export function findManagedSecrets(
  lineage: Lineage,
  { adopt }: Pick<Policy, 'adopt'>,
  credentials: readonly PasswordCredential[],
): ManagedSecrets {
  return {
    own: findLineageSecrets(lineage, credentials),
    adopted: findAdoptedSecrets(adopt, lineage, credentials),
  };
}

/** Decides which secrets a run adds and removes. */
export function planRotation(
  { signInAudience, passwordCredentials, destinations, lastUses }: PlanInput,
  provenance: Provenance,
  policy: Policy,
  { now, earliestNow }: PlanTime,
): Plan {
  const managed = findManagedSecrets(provenance, policy, passwordCredentials);
  const observable = findObservableDestinations(destinations, managed.own, policy.maxStoreDelay);
  const retirable = findRetirableSecrets(managed, observable, policy, earliestNow, lastUses).filter(
    ({ secret }) => !isCompromised(secret, policy),
  );
  const retire = retirable.filter(({ due }) => due !== undefined && due <= earliestNow);
  const retained = retirable.filter((secret) => !retire.includes(secret));
  const compromised = findCompromised(managed, policy).map((secret) =>
    createCompromised(secret, earliestNow, findLastUse(secret, lastUses)),
  );

  const reasons = findReasons(managed, destinations, observable, policy, now);
  const current = managed.own.findLast((secret) => !isCompromised(secret, policy));
  if (reasons.length === 0 && current !== undefined) {
    const nextRenewal = findNextRenewal(current, observable, policy);
    return { kind: 'keep', current, retireFirst: [], compromised, retire, retained, nextRenewal };
  }

  const unstored = retire.filter(isUnstored);
  const candidates = [
    // Later runs assume that each remaining secret was stored.
    ...unstored,
    ...compromised.filter(({ secret }) =>
      isRemovableFirst(secret, managed, destinations, policy.maxStoreDelay),
    ),
    ...retire.filter((secret) => !isUnstored(secret)),
  ];
  const surplus = countSurplus(passwordCredentials, signInAudience);
  const removedFirst = Math.max(surplus, unstored.length);
  if (removedFirst > candidates.length)
    return { kind: 'limit-reached', existingSecrets: passwordCredentials };
  const retireFirst = candidates.slice(0, removedFirst);
  const isLeft = (secret: RetirableSecret): boolean => !retireFirst.includes(secret);
  const endDateTime = resolveExpiry(policy.expires, now);
  return {
    kind: 'add',
    reasons,
    displayName: formatProvenance(provenance),
    endDateTime,
    retireFirst,
    compromised: compromised.filter(isLeft),
    retire: retire.filter(isLeft),
    retained,
    nextRenewal: findNextRenewal({ endDateTime }, [], policy),
  };
}

/**
 * Why the run adds a secret. Compromised secrets count as gone once every destination is known to hold another one. Then even a
 * run without `renew-within` adds a secret only if that one does not work: whoever uses it already need not be asked again.
 */
function findReasons(
  managed: ManagedSecrets,
  destinations: readonly DestinationEvidence[],
  observable: readonly ObservableDestination[],
  policy: Policy,
  now: Date,
): readonly RenewalReason[] {
  const { renewWithin, maxStoreDelay } = policy;
  const compromised = findCompromised(managed, policy);
  if (compromised.length === 0) return findRenewalReasons(managed.own, observable, policy, now);
  if (findUnreplaced(compromised, managed, destinations, maxStoreDelay).length > 0)
    return [{ kind: 'compromised', keyIds: compromised.map(({ keyId }) => keyId) }];
  const remaining = managed.own.filter((secret) => !compromised.includes(secret));
  return findRenewalReasons(remaining, observable, { renewWithin: renewWithin ?? {} }, now);
}

/**
 * Whether the limit of the application leaves room for another secret, once the secrets that are no longer needed then are gone.
 *
 * @param at when the secret is added
 */
export function hasRoomAt(at: Date, input: PlanInput, lineage: Lineage, policy: Policy): boolean {
  const { signInAudience, passwordCredentials, destinations, lastUses } = input;
  const managed = findManagedSecrets(lineage, policy, passwordCredentials);
  const observable = findObservableDestinations(destinations, managed.own, policy.maxStoreDelay);
  const retirable = findRetirableSecrets(managed, observable, policy, at, lastUses);
  const removable = retirable.filter(({ due }) => due !== undefined && due <= at);
  return countSurplus(passwordCredentials, signInAudience) <= removable.length;
}

/** How many secrets must be removed before one can be added. */
function countSurplus(credentials: readonly PasswordCredential[], signInAudience: string): number {
  return credentials.length + 1 - maxSecrets(signInAudience);
}

/** The most client secrets that an application may have; infinite when Entra sets no such limit. */
export function maxSecrets(signInAudience: string): number {
  return personalAudiences.includes(signInAudience) ? personalAccountLimit : Infinity;
}

function isUnstored({ cause }: RetirableSecret): boolean {
  return cause === 'unstored';
}
