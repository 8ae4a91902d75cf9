import type { PasswordCredential } from '../../src/plan/credentials.ts';
import { findObservableDestinations, type Evidence } from '../../src/plan/evidence.ts';
import { findManagedSecrets, type Policy } from '../../src/plan/plan.ts';
import { confirmRetirable, findRetirableSecrets, type RetirableSecret } from '../../src/plan/retirement.ts';
import { defaultPolicy, destination, now, provenance } from './histories.ts';

/** One evidence for each destination; undefined for a destination that cannot be asked. */
type EvidenceList = readonly (Evidence | undefined)[];

/** The secrets that can be retired when these are on the application and the destinations show this. */
export function findRetirable(
  credentials: readonly PasswordCredential[],
  evidence: EvidenceList,
  changes: Partial<Policy> = {},
): readonly RetirableSecret[] {
  const policy = { ...defaultPolicy, ...changes };
  const managed = findManagedSecrets(provenance, policy, credentials);
  const destinations = evidence.map((one) => destination(one));
  const observable = findObservableDestinations(destinations, managed.own, policy.maxStoreDelay);
  return findRetirableSecrets(managed, observable, policy, now);
}

/** The key IDs of the planned removals that a second check with these results confirms. */
export function confirmKeyIds(
  planned: readonly RetirableSecret[],
  credentials: readonly PasswordCredential[],
  evidence: EvidenceList,
  changes: Partial<Policy> = {},
): readonly string[] {
  const policy = { ...defaultPolicy, ...changes };
  const managed = findManagedSecrets(provenance, policy, credentials);
  const destinations = evidence.map((one) => destination(one));
  return keyIdsOf(confirmRetirable(planned, managed, destinations, policy.maxStoreDelay));
}

export const keyIdsOf = (retirable: readonly RetirableSecret[]): readonly string[] =>
  retirable.map(({ secret }) => secret.keyId);
