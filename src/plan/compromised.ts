import type { ManagedSecret, PasswordCredential } from './credentials.ts';
import {
  findHeldSecrets,
  findLastWrite,
  holdStatus,
  type DestinationEvidence,
  type Evidence,
} from './evidence.ts';
import type { ManagedSecrets, RetirableSecret } from './retirement.ts';

/** Which secrets must go now, because somebody else may know their value. */
export interface CompromisedPolicy {
  /** The key IDs that `compromised` names, in lower case. */
  readonly compromised: readonly string[];
}

/** What became of the compromised secrets in a run. */
export interface CompromisedRemoval {
  readonly removed: readonly RetirableSecret[];
  /** They could not be removed. */
  readonly left: readonly RetirableSecret[];
}

/** Whether `compromised` names a secret. */
export function isCompromised({ keyId }: PasswordCredential, { compromised }: CompromisedPolicy): boolean {
  return compromised.includes(keyId.toLowerCase());
}

/** The compromised secrets that the workflow may remove, the oldest of its lineage first. */
export function findCompromised(
  { own, adopted }: ManagedSecrets,
  policy: CompromisedPolicy,
): readonly ManagedSecret[] {
  return [...own, ...adopted].filter((secret) => isCompromised(secret, policy));
}

/** The secrets on the application that `compromised` names, and that the workflow must not remove. */
export function findUnmanagedCompromised(
  credentials: readonly PasswordCredential[],
  managed: ManagedSecrets,
  policy: CompromisedPolicy,
): readonly PasswordCredential[] {
  const removable = findCompromised(managed, policy).map(({ keyId }) => keyId);
  return credentials.filter((secret) => isCompromised(secret, policy) && !removable.includes(secret.keyId));
}

/** Plans the removal of a compromised secret: at once, expired or not, and whenever it was last used. */
export function createCompromised(
  secret: ManagedSecret,
  now: Date,
  lastUsed: Date | undefined,
): RetirableSecret {
  return { secret, cause: 'compromised', since: now, ...(lastUsed && { lastUsed }), due: now };
}

/** Whether a removal is one of a compromised secret. */
export function isCompromisedRemoval({ cause }: RetirableSecret): boolean {
  return cause === 'compromised';
}

/** The run's own write, which shows more than the evidence that it leaves. */
export interface OwnWrite {
  /** The secret that the run stored in every destination. */
  readonly added: ManagedSecret;
  /** The destinations before that write, in the same order. */
  readonly before: readonly DestinationEvidence[];
}

/**
 * The labels of the destinations that are not known to hold a secret of the lineage that is not compromised. While there is one,
 * no compromised secret is removed. A destination that cannot be read holds what the run wrote itself, if it did.
 *
 * @param ownWrite undefined before the run has stored a secret, and when it stores none
 */
export function findUnreplaced(
  compromised: readonly ManagedSecret[],
  { own }: ManagedSecrets,
  destinations: readonly DestinationEvidence[],
  maxStoreDelay: number,
  ownWrite?: OwnWrite,
): readonly string[] {
  return destinations
    .filter(({ evidence }, index) => {
      if (evidence === undefined) return ownWrite === undefined;
      const before = ownWrite?.before[index]?.evidence;
      const ownBefore = own.filter(({ keyId }) => keyId !== ownWrite?.added.keyId);
      const mayHold = compromised.some(
        (secret) =>
          holdStatus(secret, evidence, maxStoreDelay) === 'now' &&
          (before === undefined || !wasOverwritten(secret, evidence, before, ownBefore, maxStoreDelay)),
      );
      const isReplacement = (secret: ManagedSecret): boolean =>
        compromised.every(({ keyId }) => keyId !== secret.keyId);
      return mayHold || !findHeldSecrets(evidence, own, maxStoreDelay).some(isReplacement);
    })
    .map(({ label }) => label);
}

/** GitHub's times are whole seconds, rounded down. In milliseconds. */
const timeStep = 1_000;

/**
 * Whether the run's own write replaced a secret, although the time of the write alone does not show that: GitHub shows only when a
 * secret was written, and a run may store a secret for as long as `maxStoreDelay` after adding it. A run writes each destination
 * once. So if a secret was the only one that the destination could hold before, and that write came after the secret was added, its
 * run has written, and does not write again.
 * No run of this workflow stores an adopted secret.
 *
 * @param ownBefore the secrets of the lineage before the run
 */
function wasOverwritten(
  { keyId, startDateTime }: ManagedSecret,
  after: Evidence,
  before: Evidence,
  ownBefore: readonly ManagedSecret[],
  maxStoreDelay: number,
): boolean {
  const lastWrite = findLastWrite(before)?.getTime() ?? -Infinity;
  if (after.kind !== 'written' || after.at.getTime() <= lastWrite) return false;
  if (ownBefore.every((secret) => secret.keyId !== keyId)) return true;
  const [first, ...others] = findHeldSecrets(before, ownBefore, maxStoreDelay);
  const isOnlyOne = first?.keyId === keyId && others.length === 0;
  return isOnlyOne && lastWrite + timeStep > startDateTime.getTime();
}
