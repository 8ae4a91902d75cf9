import {
  findAdoptedSecrets,
  findOwnSecrets,
  type OwnSecret,
  type PasswordCredential,
} from './credentials.ts';
import { selectObservable, type DestinationEvidence } from './evidence.ts';
import { resolveExpiry, type Expiry } from '../shared/duration.ts';
import { formatProvenance, type Lineage, type Provenance } from './lineage.ts';
import { reasonsToAdd, type Reason, type RenewalPolicy } from './renewal.ts';
import {
  findRetirableSecrets,
  type ManagedSecrets,
  type RetirementPolicy,
  type RetirableSecret,
} from './retirement.ts';

/** What the planner must know of the services. */
export interface PlanInput {
  readonly signInAudience: string;
  readonly passwordCredentials: readonly PasswordCredential[];
  readonly destinations: readonly DestinationEvidence[];
}

/** What the workflow asks for. */
export interface Policy extends RenewalPolicy, RetirementPolicy {
  readonly expires: Expiry;
  /** The key IDs, in lower case, of secrets that the workflow takes over. */
  readonly adopt: readonly string[];
}

/** What time it is, by the servers' clocks: the runner's may be wrong. */
export interface PlanTime {
  /** By Microsoft Graph's clock. */
  readonly now: Date;
  /** By the slowest of all clocks that answered: what has passed by this one has passed. */
  readonly earliestNow: Date;
}

/** What is to become of the secrets that nothing needs any longer. */
interface RetirementPlan {
  /** To be removed before one is added: what was never stored, and what would leave no room. */
  readonly retireFirst: readonly RetirableSecret[];
  /** To be removed at the end of this run. */
  readonly retire: readonly RetirableSecret[];
  /** To stay for now. */
  readonly waiting: readonly RetirableSecret[];
}

/** The current secret is good, and where it should be. */
export interface Keep extends RetirementPlan {
  readonly kind: 'keep';
  readonly current: OwnSecret;
}

/** A client secret is to be added. */
export interface Addition extends RetirementPlan {
  readonly kind: 'add';
  readonly reasons: readonly Reason[];
  readonly displayName: string;
  readonly endDateTime: Date;
}

/** The application can take no further secret, and none can be removed. */
interface LimitReached {
  readonly kind: 'limit-reached';
  readonly existingSecrets: readonly PasswordCredential[];
}

/** What a run will do to the application, or why it can do nothing. */
export type Plan = Keep | Addition | LimitReached;

/** Applications that personal accounts may use hold no more client secrets than this, expired ones included. */
const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];

/** The secrets of an application that a run may remove. */
export function findManagedSecrets(
  lineage: Lineage,
  { adopt }: Pick<Policy, 'adopt'>,
  credentials: readonly PasswordCredential[],
): ManagedSecrets {
  return {
    own: findOwnSecrets(lineage, credentials),
    adopted: findAdoptedSecrets(adopt, lineage, credentials),
  };
}

/** Decides what to add and what to remove. Pure: the same facts, the same plan. */
export function planRotation(
  facts: PlanInput,
  provenance: Provenance,
  policy: Policy,
  { now, earliestNow }: PlanTime,
): Plan {
  const { signInAudience, passwordCredentials, destinations } = facts;
  const managed = findManagedSecrets(provenance, policy, passwordCredentials);
  const { own } = managed;
  const observable = selectObservable(destinations);
  const retirable = findRetirableSecrets(managed, observable, policy, earliestNow);
  const retire = retirable.filter(({ due }) => due !== undefined && due <= earliestNow);
  const waiting = retirable.filter((one) => !retire.includes(one));

  const reasons = reasonsToAdd(own, observable, policy, now);
  const current = own.at(-1);
  if (reasons.length === 0 && current !== undefined) {
    return { kind: 'keep', current, retireFirst: [], retire, waiting };
  }

  // What was never stored goes first: later runs take it that each secret that stays was.
  const inOrder = [...retire].sort((one, other) => Number(isUnstored(other)) - Number(isUnstored(one)));
  const unstored = inOrder.filter(isUnstored).length;
  const first = Math.max(passwordCredentials.length - maxSecrets(signInAudience) + 1, unstored);
  if (first > retire.length) return { kind: 'limit-reached', existingSecrets: passwordCredentials };
  return {
    kind: 'add',
    reasons,
    displayName: formatProvenance(provenance),
    endDateTime: resolveExpiry(policy.expires, now),
    retireFirst: inOrder.slice(0, first),
    retire: inOrder.slice(first),
    waiting,
  };
}

/** How many client secrets an application may hold. */
export function maxSecrets(signInAudience: string): number {
  return personalAudiences.includes(signInAudience) ? personalAccountLimit : Infinity;
}

function isUnstored({ cause }: RetirableSecret): boolean {
  return cause === 'unstored';
}
