import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import { endOfLifetime } from '../../../src/shared/duration.ts';
import { isAdopted } from '../../../src/plan/credentials.ts';
import { parseProvenance } from '../../../src/plan/lineage.ts';
import { planRotation, type PlanInput, type Plan, type Policy } from '../../../src/plan/plan.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import {
  daysAgo,
  day,
  planInput,
  provenance,
  minute,
  planTime,
  descriptionWith,
  now,
  lineageSecret,
  destination,
  policy,
  version,
  versions,
  planCases,
  writtenAt,
} from '../../helpers/histories.ts';

const runs = { numRuns: 2_000 };

const removed = (plan: Plan): readonly RetirableSecret[] =>
  plan.kind === 'limit-reached' ? [] : [...plan.retireFirst, ...plan.retire];

const isOwn = ({ displayName }: PasswordCredential): boolean => {
  const found = parseProvenance(displayName);
  return found?.description === provenance.description && found.digest === provenance.digest;
};

/** The rule of who may hold a secret, said once more in other words. */
function mayBeHeldBy(
  evidence: Evidence | undefined,
  { keyId, startDateTime }: PasswordCredential,
  maxStoreDelay: number,
): boolean {
  if (evidence === undefined || evidence.kind === 'empty') return false;
  if (evidence.kind === 'versions') {
    const readable = evidence.versions.filter(({ enabled }) => enabled);
    const last = Math.max(...readable.map(({ at }) => at.getTime()));
    return readable.some((one) => one.keyId === keyId && one.at.getTime() === last);
  }
  if (startDateTime === null) return true;
  const minutes = (evidence.at.getTime() - startDateTime.getTime()) / minute;
  return minutes >= -5 && minutes <= maxStoreDelay / minute;
}

/** Who is shown to be held, of those that may be: a copied tag, or one of another time, shows nothing. */
function isShownBy(evidence: Evidence, secret: PasswordCredential, maxStoreDelay: number): boolean {
  if (!mayBeHeldBy(evidence, secret, maxStoreDelay)) return false;
  if (evidence.kind !== 'versions') return true;
  const newest = evidence.versions.filter((one) => one.enabled && one.keyId === secret.keyId).at(-1);
  const twins = evidence.versions.filter((one) => one.writeId === newest?.writeId);
  const minutes = (Number(newest?.at) - Number(secret.startDateTime)) / minute;
  return (
    newest?.writeId !== undefined && twins.length === 1 && minutes >= -5 && minutes <= maxStoreDelay / minute
  );
}

/** The world after a plan was carried out: the new secret is in all destinations that tell something. */
function afterwards({ passwordCredentials, destinations, signInAudience }: PlanInput, plan: Plan): PlanInput {
  const gone = new Set(removed(plan).map(({ secret }) => secret.keyId));
  const left = passwordCredentials.filter(({ keyId }) => !gone.has(keyId));
  if (plan.kind !== 'add') return { passwordCredentials: left, destinations, signInAudience };
  const { displayName, endDateTime } = plan;
  const added = { keyId: 'added', displayName, startDateTime: now, endDateTime };
  return {
    signInAudience,
    passwordCredentials: [...left, added],
    destinations: destinations.map(({ label, evidence }) => {
      if (evidence === undefined) return destination(undefined, label);
      if (evidence.kind !== 'versions') return destination(writtenAt(now), label);
      return destination(versions(...evidence.versions, version(now, 'added')), label);
    }),
  };
}

describe('whatever is on the application, and whatever the destinations show, the plan', () => {
  test('removes no secret of another lineage that is not adopted, however it is called', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        for (const { secret } of removed(planRotation(given, provenance, asked, planTime))) {
          expect(isOwn(secret) || isAdopted(secret, asked.adopt)).toBe(true);
        }
      }),
      runs,
    );
  });

  test('removes no secret that a destination may hold', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        for (const { secret } of removed(planRotation(given, provenance, asked, planTime))) {
          for (const { evidence } of given.destinations) {
            expect(mayBeHeldBy(evidence, secret, asked.maxStoreDelay)).toBe(false);
          }
        }
      }),
      runs,
    );
  });

  test('removes no live secret without proof that all destinations replaced it long enough ago, or never had it', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        const { maxStoreDelay, retireAfter } = asked;
        const mine = given.passwordCredentials.filter(isOwn).filter((one) => one.startDateTime !== null);
        const telling = given.destinations.flatMap(({ evidence }) => evidence ?? []);
        for (const { secret } of removed(planRotation(given, provenance, asked, planTime))) {
          if (secret.endDateTime !== null && secret.endDateTime <= now) continue;
          const start = secret.startDateTime.getTime();
          const holders = telling.map((one) => mine.filter((each) => isShownBy(one, each, maxStoreDelay)));
          expect(holders.length).toBeGreaterThan(0);
          expect(holders.every((each) => each.length > 0)).toBe(true);
          if (!isOwn(secret)) {
            const successors = mine.filter((each) => holders.every((some) => some.includes(each)));
            expect(successors.some((each) => Number(each.startDateTime) > start)).toBe(true);
            const last = Math.max(
              ...telling
                .map((one) =>
                  one.kind === 'versions'
                    ? one.versions.map(({ at }) => Number(at))
                    : Number('at' in one && one.at),
                )
                .flat(),
            );
            expect(
              endOfLifetime(retireAfter ?? { years: 1_000 }, new Date(last)).getTime(),
            ).toBeLessThanOrEqual(now.getTime());
            continue;
          }
          const left = telling.map((one) => {
            if (one.kind === 'empty') throw new Error('held by nobody');
            if (one.kind === 'written') {
              return start - one.at.getTime() > 5 * minute ? undefined : one.at.getTime();
            }
            const ofKey = one.versions.filter(({ keyId }) => keyId === secret.keyId);
            const readable = ofKey.filter(({ enabled }) => enabled);
            const noted = (readable.length > 0 ? readable : ofKey).at(-1);
            if (noted === undefined) return undefined;
            const replaced = one.versions
              .filter(({ at, enabled }) => enabled && at > noted.at)
              .map(({ at }) => Number(at));
            return Math.min(...replaced, noted.enabled ? Infinity : Number(noted.changedAt));
          });
          const departures = left.filter((one) => one !== undefined);
          if (departures.length === 0) {
            expect(now.getTime() - start).toBeGreaterThan(maxStoreDelay + 10 * minute);
          } else {
            const since = new Date(Math.max(...departures));
            expect(holders.flat().some((one) => Number(one.startDateTime) > start)).toBe(true);
            expect(endOfLifetime(retireAfter ?? { years: 1_000 }, since).getTime()).toBeLessThanOrEqual(
              now.getTime(),
            );
          }
        }
      }),
      runs,
    );
  });

  test('removes nothing when it is to remove nothing', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        const never = { ...asked, retireAfter: undefined };
        expect(removed(planRotation(given, provenance, never, planTime))).toEqual([]);
      }),
      runs,
    );
  });

  test('leaves at least one secret of the lineage, where there was one', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        const mine = given.passwordCredentials.filter((one) => isOwn(one) && one.startDateTime !== null);
        const gone = removed(planRotation(given, provenance, asked, planTime)).filter(({ secret }) =>
          isOwn(secret),
        );
        expect(gone.length).toBeLessThan(Math.max(mine.length, 1));
      }),
      runs,
    );
  });

  test('removes the oldest first', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        const stored = removed(planRotation(given, provenance, asked, planTime)).filter(
          ({ cause }) => cause !== 'unstored',
        );
        const starts = stored.map(({ secret }) => Number(secret.startDateTime));
        expect(starts).toEqual(starts.toSorted((one, other) => one - other));
      }),
      runs,
    );
  });

  test('is the same each time, in whatever order Entra and the workflow list things', () => {
    const shuffled = planCases.chain(({ facts: given, policy: asked }) =>
      fc.record({
        given: fc.constant(given),
        asked: fc.constant(asked),
        credentials: fc.shuffledSubarray([...given.passwordCredentials], {
          minLength: given.passwordCredentials.length,
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ given, asked, credentials }) => {
        const plan = planRotation(given, provenance, asked, planTime);
        expect(planRotation(given, provenance, asked, planTime)).toEqual(plan);
        const other = planRotation(
          { ...given, passwordCredentials: credentials },
          provenance,
          asked,
          planTime,
        );
        if (plan.kind === 'limit-reached') expect(other.kind).toBe('limit-reached');
        else expect(other).toEqual(plan);
      }),
      runs,
    );
  });

  test('adds nothing more once it was carried out, where it renews in time', () => {
    fc.assert(
      fc.property(planCases, fc.integer({ min: 0, max: 59 }), ({ facts: given, policy: asked }, minutes) => {
        const { renewWithin, maxStoreDelay } = asked;
        // The inputs allow no `renew-within` for a destination that proves nothing.
        fc.pre(
          renewWithin !== undefined && given.destinations.every(({ evidence }) => evidence !== undefined),
        );
        const later = new Date(now.getTime() + minutes * minute);
        for (const { startDateTime, endDateTime } of given.passwordCredentials.filter(isOwn)) {
          if (startDateTime === null) continue;
          // Nothing starts later than now; and what started just before the new one may pass for it.
          fc.pre(startDateTime < now);
          const isRecent = now.getTime() - startDateTime.getTime() <= maxStoreDelay;
          fc.pre(!isRecent || endDateTime === null || endDateTime > endOfLifetime(renewWithin, later));
        }
        const plan = planRotation(given, provenance, asked, planTime);
        fc.pre(plan.kind !== 'limit-reached');
        expect(
          planRotation(afterwards(given, plan), provenance, asked, { now: later, earliestNow: later }).kind,
        ).toBe('keep');
      }),
      runs,
    );
  });

  test('removes nothing more once it was carried out, but what has become due since', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        const plan = planRotation(given, provenance, asked, planTime);
        fc.pre(plan.kind === 'keep');
        expect(removed(planRotation(afterwards(given, plan), provenance, asked, planTime))).toEqual([]);
      }),
      runs,
    );
  });

  test('comes to one live secret and those in grace', () => {
    fc.assert(
      fc.property(planCases, ({ facts: given, policy: asked }) => {
        fc.pre(
          asked.retireAfter !== undefined &&
            given.destinations.some(({ evidence }) => evidence !== undefined),
        );
        fc.pre(given.signInAudience === 'AzureADMyOrg');
        // What started at the same moment, or after now, has no order.
        fc.pre(given.passwordCredentials.every((one) => (one.startDateTime ?? now) <= daysAgo(1)));
        const first = planRotation(given, provenance, { ...asked, renewWithin: undefined }, planTime);
        const stored = afterwards(given, first);
        const later = new Date(endOfLifetime(asked.retireAfter, now).getTime() + day);
        const second = planRotation(
          stored,
          provenance,
          { ...asked, renewWithin: { seconds: 1 } },
          { now: later, earliestNow: later },
        );
        expect(second.kind).toBe('keep');
        const left = afterwards(stored, second).passwordCredentials.filter(
          (one) => (isOwn(one) || isAdopted(one, asked.adopt)) && one.startDateTime !== null,
        );
        expect(left.map(({ keyId }) => keyId)).toEqual(['added']);
      }),
      runs,
    );
  });
});

describe('where personal accounts are allowed', () => {
  const personal = (...args: Parameters<typeof planInput>): PlanInput => ({
    ...planInput(...args),
    signInAudience: 'AzureADandPersonalMicrosoftAccount',
  });
  const always: Policy = { ...policy, renewWithin: undefined };
  const byHand: PasswordCredential = { ...lineageSecret('hand', 50), displayName: 'made by hand' };

  test('there is room for a second secret', () => {
    const plan = planRotation(
      personal([byHand], destination(writtenAt(daysAgo(1)))),
      provenance,
      always,
      planTime,
    );
    expect(plan).toMatchObject({ kind: 'add', retireFirst: [], retire: [] });
  });

  test('there is none for a third: the two are named', () => {
    const two = [byHand, lineageSecret('a', 10)];
    const plan = planRotation(
      personal(two, destination(writtenAt(daysAgo(10)))),
      provenance,
      always,
      planTime,
    );
    expect(plan).toEqual({ kind: 'limit-reached', existingSecrets: two });
  });

  test('a superseded secret makes room before one is added', () => {
    const [older, newer] = [lineageSecret('a', 20), lineageSecret('b', 10)];
    const plan = planRotation(
      personal([older, newer], destination(writtenAt(daysAgo(10)))),
      provenance,
      always,
      planTime,
    );
    expect(plan).toMatchObject({
      kind: 'add',
      retireFirst: [{ secret: older, cause: 'superseded' }],
      retire: [],
    });
  });

  test('all go that must, when there were more than the limit', () => {
    const three = [lineageSecret('a', 30), lineageSecret('b', 20), lineageSecret('c', 10)];
    const given = personal(three, destination(writtenAt(daysAgo(10))));
    expect(
      planRotation({ ...given, signInAudience: 'PersonalMicrosoftAccount' }, provenance, always, planTime),
    ).toMatchObject({
      kind: 'add',
      retireFirst: [{ secret: three[0] }, { secret: three[1] }],
      retire: [],
    });
  });

  test('nothing goes that is still in grace, though room is needed', () => {
    const two = [lineageSecret('a', 20), lineageSecret('b', 3)];
    const plan = planRotation(
      personal(two, destination(writtenAt(daysAgo(3)))),
      provenance,
      always,
      planTime,
    );
    expect(plan.kind).toBe('limit-reached');
  });

  test('nothing is added, and no room is needed, while the current secret is good', () => {
    const two = [byHand, lineageSecret('a', 10)];
    expect(
      planRotation(personal(two, destination(writtenAt(daysAgo(10)))), provenance, policy, planTime),
    ).toMatchObject({
      kind: 'keep',
      current: two[1],
    });
  });
});

test('what is added names its run, and lives as long as was asked for', () => {
  expect(planRotation(planInput([], destination(undefined)), provenance, policy, planTime)).toEqual({
    kind: 'add',
    reasons: [{ kind: 'first' }],
    displayName: descriptionWith('k3f9x2'),
    endDateTime: daysAgo(-180),
    retireFirst: [],
    retire: [],
    retained: [],
  });
});

test('what a run left unstored goes before another one is added', () => {
  const [older, held, left] = [lineageSecret('a', 20), lineageSecret('b', 10), lineageSecret('c', 3)];
  const plan = planRotation(
    planInput([older, held, left], destination(writtenAt(daysAgo(10)))),
    provenance,
    policy,
    planTime,
  );
  expect(plan).toMatchObject({
    kind: 'add',
    reasons: [{ kind: 'outdated' }],
    retireFirst: [{ secret: left, cause: 'unstored' }],
    retire: [{ secret: older, cause: 'superseded' }],
  });
});
