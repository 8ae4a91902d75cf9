import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAdopted, type PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import { planRotation } from '../../../src/plan/plan.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import { endOfLifetime } from '../../../src/shared/duration.ts';
import { daysAgo, minute, now, planCases, planTime, provenance } from '../../helpers/histories.ts';
import {
  isKnownToHold,
  isOwn,
  maxTime,
  mayHold,
  ownSecrets,
  removedBy,
  runs,
} from '../../helpers/plan-properties.ts';

/** When a destination stopped holding a secret, in milliseconds; undefined when it never held it. */
function heldUntil(
  evidence: Evidence,
  { keyId, startDateTime }: RetirableSecret['secret'],
): number | undefined {
  if (evidence.kind === 'empty') throw new Error('an empty destination holds no secret of the lineage');
  if (evidence.kind === 'written') {
    const isBeforeStart = startDateTime.getTime() - evidence.at.getTime() > 5 * minute;
    return isBeforeStart ? undefined : evidence.at.getTime();
  }
  const ofKey = evidence.versions.filter((candidate) => candidate.keyId === keyId);
  const enabledOfKey = ofKey.filter(({ enabled }) => enabled);
  const newest = (enabledOfKey.length > 0 ? enabledOfKey : ofKey).at(-1);
  if (newest === undefined) return undefined;
  const replacedAt = evidence.versions
    .filter(({ at, enabled }) => enabled && at > newest.at)
    .map(({ at }) => at.getTime());
  return Math.min(...replacedAt, newest.enabled ? Infinity : newest.changedAt.getTime());
}

function lastWriteTo(destinations: readonly Evidence[]): Date {
  const writes = destinations.flatMap((evidence) => {
    if (evidence.kind === 'empty') return [];
    return evidence.kind === 'written' ? evidence.at : evidence.versions.map(({ at }) => at);
  });
  return new Date(maxTime(writes));
}

describe('for any secrets, destinations and policy, the plan', () => {
  test('removes only secrets of the lineage and adopted ones', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        for (const { secret } of removedBy(planRotation(input, provenance, policy, planTime))) {
          expect(isOwn(secret) || isAdopted(secret, policy.adopt)).toBe(true);
        }
      }),
      runs,
    );
  });

  test('removes nothing because of a last use that it would not remove without, and nothing superseded that was used since', () => {
    const daysBack = fc.array(fc.option(fc.integer({ min: -1, max: 400 })), { minLength: 8, maxLength: 8 });
    const keyIdsOf = (secrets: readonly RetirableSecret[]): readonly string[] =>
      secrets.map(({ secret }) => secret.keyId);
    fc.assert(
      fc.property(planCases, daysBack, ({ input, policy }, days) => {
        const { passwordCredentials } = input;
        const lastUses = new Map(
          passwordCredentials.flatMap(({ keyId }, index): readonly [string, Date][] => {
            const back = days[index];
            return typeof back === 'number' ? [[keyId.toLowerCase(), daysAgo(back)]] : [];
          }),
        );
        const without = removedBy(planRotation(input, provenance, policy, planTime));
        const removed = removedBy(planRotation({ ...input, lastUses }, provenance, policy, planTime));
        expect(keyIdsOf(without)).toEqual(expect.arrayContaining([...keyIdsOf(removed)]));
        for (const { secret, cause, since } of removed) {
          const used = lastUses.get(secret.keyId.toLowerCase());
          if (cause !== 'superseded' || used === undefined || used <= since) continue;
          expect(policy.retireAfter).toBeDefined();
          expect(endOfLifetime(policy.retireAfter ?? {}, used) <= planTime.earliestNow).toBe(true);
        }
      }),
      runs,
    );
  });

  test('removes no secret that a destination may hold', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        for (const { secret } of removedBy(planRotation(input, provenance, policy, planTime))) {
          for (const { evidence } of input.destinations) {
            expect(mayHold(evidence, secret, policy.maxStoreDelay)).toBe(false);
          }
        }
      }),
      runs,
    );
  });

  test('removes a live secret only when every destination replaced it at least `retire-after` ago, or none ever held it', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        const { maxStoreDelay, retireAfter = { years: 1_000 } } = policy;
        const evidence = input.destinations.flatMap((one) => one.evidence ?? []);
        const held = evidence.map((one) =>
          ownSecrets(input).filter((secret) => isKnownToHold(one, secret, maxStoreDelay)),
        );
        const isLater = (than: Date) => (secret: PasswordCredential) =>
          Number(secret.startDateTime) > Number(than);
        for (const { secret } of removedBy(planRotation(input, provenance, policy, planTime))) {
          const { startDateTime, endDateTime } = secret;
          if (endDateTime !== null && endDateTime <= now) continue;
          expect(held.length).toBeGreaterThan(0);
          expect(held.every((secrets) => secrets.length > 0)).toBe(true);
          if (!isOwn(secret)) {
            const heldEverywhere = ownSecrets(input).filter((own) =>
              held.every((secrets) => secrets.includes(own)),
            );
            expect(heldEverywhere.some(isLater(startDateTime))).toBe(true);
            expect(Number(endOfLifetime(retireAfter, lastWriteTo(evidence)))).toBeLessThanOrEqual(
              Number(now),
            );
            continue;
          }
          const ends = evidence.map((one) => heldUntil(one, secret)).filter((end) => end !== undefined);
          if (ends.length === 0) {
            expect(now.getTime() - startDateTime.getTime()).toBeGreaterThan(maxStoreDelay + 10 * minute);
          } else {
            const lastEnd = new Date(Math.max(...ends));
            expect(held.flat().some(isLater(startDateTime))).toBe(true);
            expect(Number(endOfLifetime(retireAfter, lastEnd))).toBeLessThanOrEqual(Number(now));
          }
        }
      }),
      runs,
    );
  });

  test('removes nothing when `retire-after` is `never`', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        const never = { ...policy, retireAfter: undefined };
        expect(removedBy(planRotation(input, provenance, never, planTime))).toEqual([]);
      }),
      runs,
    );
  });

  test('never removes all secrets of the lineage', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        const removed = removedBy(planRotation(input, provenance, policy, planTime));
        const removedOwn = removed.filter(({ secret }) => isOwn(secret));
        expect(removedOwn.length).toBeLessThan(Math.max(ownSecrets(input).length, 1));
      }),
      runs,
    );
  });

  test('removes the oldest secrets first, except unstored ones', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        const removed = removedBy(planRotation(input, provenance, policy, planTime));
        const starts = removed
          .filter(({ cause }) => cause !== 'unstored')
          .map(({ secret }) => Number(secret.startDateTime));
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
      runs,
    );
  });

  test('is the same each time, whatever the order in which Entra lists the secrets', () => {
    const shuffledCases = planCases.chain(({ input, policy }) =>
      fc.record({
        input: fc.constant(input),
        policy: fc.constant(policy),
        shuffled: fc.shuffledSubarray([...input.passwordCredentials], {
          minLength: input.passwordCredentials.length,
        }),
      }),
    );
    fc.assert(
      fc.property(shuffledCases, ({ input, policy, shuffled }) => {
        const plan = planRotation(input, provenance, policy, planTime);
        expect(planRotation(input, provenance, policy, planTime)).toEqual(plan);
        const shuffledInput = { ...input, passwordCredentials: shuffled };
        const shuffledPlan = planRotation(shuffledInput, provenance, policy, planTime);
        if (plan.kind === 'limit-reached') expect(shuffledPlan.kind).toBe('limit-reached');
        else expect(shuffledPlan).toEqual(plan);
      }),
      runs,
    );
  });
});
