import type { PasswordCredential } from '../../src/plan/credentials.ts';
import { parseProvenance } from '../../src/plan/lineage.ts';
import type { Plan, PlanInput } from '../../src/plan/plan.ts';
import { listRemovals } from '../../src/plan/removals.ts';
import type { RetirableSecret } from '../../src/plan/retirement.ts';
import { provenance } from './histories.ts';

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
