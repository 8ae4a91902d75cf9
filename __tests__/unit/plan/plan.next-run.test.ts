import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAdopted } from '../../../src/plan/credentials.ts';
import { planRotation, type Plan, type PlanInput } from '../../../src/plan/plan.ts';
import { endOfLifetime } from '../../../src/shared/duration.ts';
import {
  day,
  daysAgo,
  defaultPolicy,
  destination,
  minute,
  now,
  planCases,
  planInput,
  planTime,
  provenance,
  version,
  versions,
  writtenAt,
} from '../../helpers/histories.ts';
import { isOwn, removedBy, runs } from '../../helpers/plan-properties.ts';

/** The input of the next run after the plan was carried out: every destination that can be asked holds the new secret. */
function carryOut({ passwordCredentials, destinations, signInAudience }: PlanInput, plan: Plan): PlanInput {
  const removed = new Set(removedBy(plan).map(({ secret }) => secret.keyId));
  const remaining = passwordCredentials.filter(({ keyId }) => !removed.has(keyId));
  if (plan.kind !== 'add') return { passwordCredentials: remaining, destinations, signInAudience };
  const { displayName, endDateTime } = plan;
  const added = { keyId: 'added', displayName, startDateTime: now, endDateTime };
  return {
    signInAudience,
    passwordCredentials: [...remaining, added],
    destinations: destinations.map(({ label, evidence }) => {
      if (evidence === undefined) return destination(undefined, label);
      if (evidence.kind !== 'versions') return destination(writtenAt(now), label);
      return destination(versions(...evidence.versions, version(now, 'added')), label);
    }),
  };
}

describe('after any plan was carried out, the next plan', () => {
  test('adds no further secret while the new one is not due', () => {
    fc.assert(
      fc.property(planCases, fc.integer({ min: 0, max: 59 }), ({ input, policy }, minutes) => {
        const { renewWithin, maxStoreDelay } = policy;
        // The inputs refuse `renew-within` with a destination that cannot be asked.
        fc.pre(
          renewWithin !== undefined && input.destinations.every(({ evidence }) => evidence !== undefined),
        );
        const later = new Date(now.getTime() + minutes * minute);
        for (const { startDateTime, endDateTime } of input.passwordCredentials.filter(isOwn)) {
          if (startDateTime === null) continue;
          // No real secret starts in the future. One that started just before the new one may count as held, so it must not be due.
          fc.pre(startDateTime < now);
          const isRecent = now.getTime() - startDateTime.getTime() <= maxStoreDelay;
          fc.pre(!isRecent || endDateTime === null || endDateTime > endOfLifetime(renewWithin, later));
        }
        const plan = planRotation(input, provenance, policy, planTime);
        fc.pre(plan.kind !== 'limit-reached');
        const nextTime = { now: later, earliestNow: later };
        expect(planRotation(carryOut(input, plan), provenance, policy, nextTime).kind).toBe('keep');
      }),
      runs,
    );
  });

  test('removes nothing more when it runs at once', () => {
    const keepCases = planCases.filter(
      ({ input, policy }) => planRotation(input, provenance, policy, planTime).kind === 'keep',
    );
    fc.assert(
      fc.property(keepCases, ({ input, policy }) => {
        const plan = planRotation(input, provenance, policy, planTime);
        expect(removedBy(planRotation(carryOut(input, plan), provenance, policy, planTime))).toEqual([]);
      }),
      runs,
    );
  });

  test('leaves only the newest managed secret once `retire-after` has passed', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        const { retireAfter } = policy;
        fc.pre(
          retireAfter !== undefined && input.destinations.some(({ evidence }) => evidence !== undefined),
        );
        fc.pre(input.signInAudience === 'AzureADMyOrg');
        // Secrets that start at the same time as the new one, or after it, are not superseded by it.
        fc.pre(input.passwordCredentials.every(({ startDateTime }) => (startDateTime ?? now) <= daysAgo(1)));
        const first = planRotation(input, provenance, { ...policy, renewWithin: undefined }, planTime);
        const stored = carryOut(input, first);
        const later = new Date(endOfLifetime(retireAfter, now).getTime() + day);
        const second = planRotation(
          stored,
          provenance,
          { ...policy, renewWithin: { seconds: 1 } },
          { now: later, earliestNow: later },
        );
        expect(second.kind).toBe('keep');
        const managed = carryOut(stored, second).passwordCredentials.filter(
          (secret) => (isOwn(secret) || isAdopted(secret, policy.adopt)) && secret.startDateTime !== null,
        );
        expect(managed.map(({ keyId }) => keyId)).toEqual(['added']);
      }),
      runs,
    );
  });
});

test('a run renews when the next renewal is due, and not before', () => {
  let kept = 0;
  fc.assert(
    fc.property(planCases, ({ input, policy }) => {
      const plan = planRotation(input, provenance, policy, planTime);
      if (plan.kind !== 'keep') return;
      kept += 1;
      const { nextRenewal } = plan;
      const planAt = (time: number): Plan['kind'] =>
        planRotation(input, provenance, policy, { ...planTime, now: new Date(time) }).kind;
      if (nextRenewal === undefined) {
        expect(planAt(now.getTime() + 20_000 * day)).toBe('keep');
        return;
      }
      expect(nextRenewal > now).toBe(true);
      expect(planAt(nextRenewal.getTime() - 1)).toBe('keep');
      expect(planAt(nextRenewal.getTime())).not.toBe('keep');
    }),
    { numRuns: 2_000 },
  );
  expect(kept).toBeGreaterThan(50);
});

test('the next renewal after a secret was added is when that secret expires within `renew-within`', () => {
  const expires = { moment: daysAgo(-180) };
  const plan = (renewWithin: { days: number } | undefined): Plan =>
    planRotation(planInput([]), provenance, { ...defaultPolicy, expires, renewWithin }, planTime);
  expect(plan({ days: 30 })).toMatchObject({ kind: 'add', nextRenewal: daysAgo(-150) });
  expect(plan(undefined)).toMatchObject({ kind: 'add', nextRenewal: undefined });
});
