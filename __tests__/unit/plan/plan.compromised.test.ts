import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findUnreplaced, isCompromised } from '../../../src/plan/compromised.ts';
import type { DestinationEvidence, Evidence } from '../../../src/plan/evidence.ts';
import { findManagedSecrets, planRotation } from '../../../src/plan/plan.ts';
import {
  compromisedCases,
  descriptionWith,
  minute,
  now,
  planTime,
  provenance,
  version,
  writtenAt,
} from '../../helpers/histories.ts';
import { isKnownToHold, isOwn, mayHold, ownSecrets, removedBy, runs } from '../../helpers/plan-properties.ts';

const cases = compromisedCases.map(({ input, policy }) => ({
  input,
  policy,
  managed: findManagedSecrets(provenance, policy, input.passwordCredentials),
}));

describe('for any secrets, destinations and policy, a plan with compromised secrets', () => {
  test('removes all of them that are managed, and nothing else than without them', () => {
    fc.assert(
      fc.property(cases, ({ input, policy, managed }) => {
        const plan = planRotation(input, provenance, policy, planTime);
        if (plan.kind === 'limit-reached') return;
        const without = planRotation(input, provenance, { ...policy, compromised: [] }, planTime);
        const removed = removedBy(plan).map(({ secret }) => secret.keyId);
        const named = [...managed.own, ...managed.adopted]
          .filter((secret) => isCompromised(secret, policy))
          .map(({ keyId }) => keyId);
        expect(removed).toEqual(expect.arrayContaining(named));
        expect(new Set(removed).size).toBe(removed.length);
        const others = removedBy(plan).filter(({ secret }) => !named.includes(secret.keyId));
        for (const { due } of others) expect(Number(due)).toBeLessThanOrEqual(Number(planTime.earliestNow));
        if (without.kind === 'limit-reached') return;
        const usual = removedBy(without).map(({ secret }) => secret.keyId);
        expect(usual).toEqual(expect.arrayContaining(others.map(({ secret }) => secret.keyId)));
      }),
      runs,
    );
  });

  test('adds a secret unless every destination is known to hold one that is not compromised', () => {
    fc.assert(
      fc.property(cases, ({ input, policy, managed }) => {
        const plan = planRotation(input, provenance, policy, planTime);
        const named = [...managed.own, ...managed.adopted].filter((secret) => isCompromised(secret, policy));
        if (named.length === 0 || plan.kind !== 'keep') return;
        expect(isCompromised(plan.current, policy)).toBe(false);
        const { maxStoreDelay } = policy;
        for (const { evidence } of input.destinations) {
          if (evidence === undefined) throw new Error('nobody knows what it holds');
          const held = ownSecrets(input).filter((secret) => isKnownToHold(evidence, secret, maxStoreDelay));
          expect(held.some((secret) => !isCompromised(secret, policy))).toBe(true);
          expect(named.filter((secret) => mayHold(evidence, secret, maxStoreDelay))).toEqual([]);
        }
      }),
      runs,
    );
  });

  test('removes one before another is stored only if no destination may hold it, and only to make room', () => {
    fc.assert(
      fc.property(cases, ({ input, policy }) => {
        const plan = planRotation(input, provenance, policy, planTime);
        if (plan.kind === 'limit-reached') return;
        const first = plan.retireFirst.filter(({ cause }) => cause === 'compromised');
        if (first.length > 0) expect(input.signInAudience).toBe('PersonalMicrosoftAccount');
        expect(first.length).toBeLessThanOrEqual(Math.max(input.passwordCredentials.length - 1, 0));
        for (const { secret } of first) {
          for (const { evidence } of input.destinations) {
            if (evidence === undefined) expect(isOwn(secret)).toBe(false);
            else expect(mayHold(evidence, secret, policy.maxStoreDelay)).toBe(false);
          }
        }
      }),
      runs,
    );
  });

  test('leaves nothing in the way of the removal after the run’s own writes, except secrets that were added shortly before', () => {
    const added = {
      keyId: 'added',
      displayName: descriptionWith('added0'),
      startDateTime: new Date(now.getTime() + minute),
      endDateTime: null,
    };
    const write = (evidence: Evidence | undefined): Evidence | undefined => {
      const at = new Date(now.getTime() + 2 * minute);
      if (evidence?.kind === 'versions')
        return { ...evidence, versions: [...evidence.versions, version(at, added.keyId)] };
      return evidence && writtenAt(at);
    };
    fc.assert(
      fc.property(cases, ({ input, policy, managed }) => {
        const named = [...managed.own, ...managed.adopted].filter((secret) => isCompromised(secret, policy));
        const after = input.destinations.map((one): DestinationEvidence => ({
          ...one,
          evidence: write(one.evidence),
        }));
        const blocking = findUnreplaced(
          named,
          { ...managed, own: [...managed.own, added] },
          after,
          policy.maxStoreDelay,
          { added, before: input.destinations },
        );
        const isRecent = named.some(
          (secret) => Number(secret.startDateTime) >= now.getTime() + 2 * minute - policy.maxStoreDelay,
        );
        if (!isRecent) expect(blocking).toEqual([]);
      }),
      runs,
    );
  });
});
