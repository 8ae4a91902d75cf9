import type { ManagedSecret } from '../../src/plan/credentials.ts';
import { findManagedSecrets, planRotation, type Addition, type Policy } from '../../src/plan/plan.ts';
import { confirmRetirable, type RetirableSecret } from '../../src/plan/retirement.ts';
import type { SimulatedApplication } from './application.ts';
import { createProvenance } from './create-fleet.ts';
import type { Random } from './random.ts';
import type { FleetSettings, JobFailure } from './settings.ts';

/** What a job did. */
export interface JobResult {
  /** Where it failed; undefined when it succeeded. */
  readonly failure: JobFailure | 'two-secret limit' | undefined;
  /** Whether the destination holds a new secret. */
  readonly renewed: boolean;
  /** How many secrets it removed, except one that it added itself. */
  readonly retired: number;
  /** The most secrets that the application had meanwhile. */
  readonly mostSecrets: number;
}

/** How long a job takes until it stores the new secret, in milliseconds. */
const storeDelay = 40_000;

/** How long a run may take from adding a secret to storing it, in milliseconds: what the action assumes. */
const maxStoreDelay = 30 * 60_000;

/**
 * Runs the action for one application: the planner's own decisions, with the second check before each removal.
 *
 * @param description of the lineage
 * @param failure where the job is to fail, if it gets that far
 */
export function runJob(
  app: SimulatedApplication,
  description: string,
  { expires, renewWithin, retireAfter }: Pick<FleetSettings, 'expires' | 'renewWithin' | 'retireAfter'>,
  {
    runId,
    at,
    failure,
  }: { readonly runId: number; readonly at: Date; readonly failure: JobFailure | undefined },
  random: Random,
): JobResult {
  const unchanged = { renewed: false, retired: 0, mostSecrets: app.credentials.length };
  if (failure === 'before the addition') return { ...unchanged, failure };
  const provenance = createProvenance(app.facts, description, runId, random);
  const policy: Policy = {
    expires: { lifetime: { days: expires } },
    renewWithin: { days: renewWithin },
    retireAfter: retireAfter === undefined ? undefined : { days: retireAfter },
    adopt: app.adopt,
    compromised: [],
    maxStoreDelay,
  };
  const input = {
    ...app.facts,
    passwordCredentials: app.credentials,
    destinations: [app.destination.show()],
  };
  const plan = planRotation(input, provenance, policy, { now: at, earliestNow: at });
  if (plan.kind === 'limit-reached') return { ...unchanged, failure: 'two-secret limit' };

  const retire = (planned: readonly RetirableSecret[], when: Date): number => {
    const managed = findManagedSecrets(provenance, policy, app.credentials);
    const confirmed = confirmRetirable(planned, managed, [app.destination.show()], maxStoreDelay);
    for (const { secret } of confirmed) app.remove(secret.keyId, when);
    return confirmed.length;
  };
  const retiredFirst = retire(plan.retireFirst, at);
  if (plan.kind === 'keep')
    return { ...unchanged, failure: undefined, retired: retiredFirst + retire(plan.retire, at) };

  const { keyId } = addSecret(app, plan, at, random);
  const result = { renewed: false, retired: retiredFirst, mostSecrets: app.credentials.length };
  if (failure === 'with its machine') return { ...result, failure };
  const storedAt = new Date(at.getTime() + storeDelay);
  if (failure === 'at the verification' || failure === 'at the store') {
    app.remove(keyId, storedAt);
    return { ...result, failure };
  }
  app.store(keyId, storedAt);
  if (failure === 'after the store') return { ...result, failure, renewed: true };
  return {
    ...result,
    failure: undefined,
    renewed: true,
    retired: retiredFirst + retire(plan.retire, storedAt),
  };
}

function addSecret(
  app: SimulatedApplication,
  { displayName, endDateTime }: Addition,
  startDateTime: Date,
  random: Random,
): ManagedSecret {
  const secret = { keyId: random.guid(), displayName, startDateTime, endDateTime };
  app.add(secret, startDateTime);
  return secret;
}
