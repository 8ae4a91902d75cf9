import type { PasswordCredential } from '../../src/plan/credentials.ts';
import { parseProvenance } from '../../src/plan/lineage.ts';
import type { Evidence } from '../../src/plan/evidence.ts';
import { listRemovals, type Plan, type PlanInput } from '../../src/plan/plan.ts';
import type { RetirableSecret } from '../../src/plan/retirement.ts';
import { minute, provenance } from './histories.ts';

/** How often a property of the plan is checked. */
export const runs = { numRuns: 2_000 };

export const removedBy = (plan: Plan): readonly RetirableSecret[] =>
  plan.kind === 'limit-reached' ? [] : listRemovals(plan);

export const isOwn = ({ displayName }: PasswordCredential): boolean => {
  const origin = parseProvenance(displayName);
  return origin?.description === provenance.description && origin.digest === provenance.digest;
};

export const ownSecrets = ({ passwordCredentials }: PlanInput): readonly PasswordCredential[] =>
  passwordCredentials.filter((secret) => isOwn(secret) && secret.startDateTime !== null);

export const maxTime = (dates: readonly Date[]): number => Math.max(...dates.map(Number));

/** Whether a destination may hold a secret: the rule of the implementation, written independently. */
export function mayHold(
  evidence: Evidence | undefined,
  { keyId, startDateTime }: PasswordCredential,
  maxStoreDelay: number,
): boolean {
  if (evidence === undefined || evidence.kind === 'empty') return false;
  if (evidence.kind === 'versions') {
    const enabled = evidence.versions.filter((candidate) => candidate.enabled);
    const newest = maxTime(enabled.map(({ at }) => at));
    return enabled.some((candidate) => candidate.keyId === keyId && candidate.at.getTime() === newest);
  }
  if (startDateTime === null) return true;
  const minutes = (evidence.at.getTime() - startDateTime.getTime()) / minute;
  return minutes >= -5 && minutes <= maxStoreDelay / minute;
}

/** Whether a destination is known to hold a secret: not by a copied tag, or one that was written at another time. */
export function isKnownToHold(
  evidence: Evidence,
  secret: PasswordCredential,
  maxStoreDelay: number,
): boolean {
  if (!mayHold(evidence, secret, maxStoreDelay)) return false;
  if (evidence.kind !== 'versions') return true;
  const newest = evidence.versions.filter(({ enabled, keyId }) => enabled && keyId === secret.keyId).at(-1);
  const sameWrite = evidence.versions.filter(({ writeId }) => writeId === newest?.writeId);
  const minutes = (Number(newest?.at) - Number(secret.startDateTime)) / minute;
  return (
    newest?.writeId !== undefined &&
    sameWrite.length === 1 &&
    minutes >= -5 &&
    minutes <= maxStoreDelay / minute
  );
}
