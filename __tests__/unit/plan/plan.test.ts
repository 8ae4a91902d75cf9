import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { planRotation, type Plan, type PlanTime, type Policy } from '../../../src/plan/plan.ts';
import {
  daysAgo,
  defaultPolicy,
  descriptionWith,
  destination,
  lineageSecret,
  minute,
  planInput,
  planTime,
  provenance,
  writtenAt,
} from '../../helpers/histories.ts';

describe('an application for personal accounts', () => {
  const secretByHand: PasswordCredential = { ...lineageSecret('hand', 50), displayName: 'made by hand' };
  const addAlways: Policy = { ...defaultPolicy, renewWithin: undefined };

  /** The plan for an application with these secrets, and a GitHub secret that was written this many days ago. */
  function planFor(
    passwordCredentials: readonly PasswordCredential[],
    writtenDaysAgo: number,
    { policy = addAlways, signInAudience = 'AzureADandPersonalMicrosoftAccount' } = {},
  ): Plan {
    const input = planInput(passwordCredentials, destination(writtenAt(daysAgo(writtenDaysAgo))));
    return planRotation({ ...input, signInAudience }, provenance, policy, planTime);
  }

  test('has room for a second secret', () => {
    expect(planFor([secretByHand], 1)).toMatchObject({
      kind: 'add',
      retireFirst: [],
      compromised: [],
      retire: [],
    });
  });

  test('has no room for a third secret, and the plan names the other two', () => {
    const existingSecrets = [secretByHand, lineageSecret('a', 10)];
    expect(planFor(existingSecrets, 10)).toEqual({ kind: 'limit-reached', existingSecrets });
  });

  test('loses a superseded secret first, to make room', () => {
    const [older, newer] = [lineageSecret('a', 20), lineageSecret('b', 10)];
    expect(planFor([older, newer], 10)).toMatchObject({
      kind: 'add',
      retireFirst: [{ secret: older, cause: 'superseded' }],
      retire: [],
    });
  });

  test('loses as many secrets first as are over the limit', () => {
    const three = [lineageSecret('a', 30), lineageSecret('b', 20), lineageSecret('c', 10)];
    expect(planFor(three, 10, { signInAudience: 'PersonalMicrosoftAccount' })).toMatchObject({
      kind: 'add',
      retireFirst: [{ secret: three[0] }, { secret: three[1] }],
      retire: [],
    });
  });

  test('keeps a superseded secret until `retire-after` has passed, even without room', () => {
    expect(planFor([lineageSecret('a', 20), lineageSecret('b', 3)], 3).kind).toBe('limit-reached');
  });

  test('needs no room while the current secret is not due', () => {
    const current = lineageSecret('a', 10);
    expect(planFor([secretByHand, current], 10, { policy: defaultPolicy })).toMatchObject({
      kind: 'keep',
      current,
    });
  });
});

test('a new secret names its run, and expires as the input `expires` says', () => {
  const input = planInput([], destination(undefined));
  expect(planRotation(input, provenance, defaultPolicy, planTime)).toEqual({
    kind: 'add',
    reasons: [{ kind: 'first' }],
    displayName: descriptionWith('k3f9x2'),
    endDateTime: daysAgo(-180),
    retireFirst: [],
    compromised: [],
    retire: [],
    retained: [],
    nextRenewal: daysAgo(-150),
  });
});

test('an unstored secret is removed before another one is added', () => {
  const [older, held, unstored] = [lineageSecret('a', 20), lineageSecret('b', 10), lineageSecret('c', 3)];
  const input = planInput([older, held, unstored], destination(writtenAt(daysAgo(10))));
  expect(planRotation(input, provenance, defaultPolicy, planTime)).toMatchObject({
    kind: 'add',
    reasons: [{ kind: 'outdated' }],
    retireFirst: [{ secret: unstored, cause: 'unstored' }],
    retire: [{ secret: older, cause: 'superseded' }],
  });
});

test('expiry and `retire-after` count by the slowest clock, renewal by the clock of Microsoft Graph', () => {
  const older = lineageSecret('d', 14);
  const newer = lineageSecret('e', 7, -30.5);
  const storedAt = new Date(newer.startDateTime.getTime() + minute);
  const input = planInput([older, newer], destination(writtenAt(storedAt)));
  const [dayBefore, dayAfter] = [daysAgo(1), daysAgo(-1)];
  const plan = (time: PlanTime): Plan => planRotation(input, provenance, defaultPolicy, time);
  expect(plan({ now: dayAfter, earliestNow: dayBefore })).toMatchObject({
    kind: 'add',
    reasons: [{ kind: 'due' }],
    retire: [],
    retained: [{ secret: { keyId: 'd' } }],
  });
  expect(plan({ now: dayBefore, earliestNow: dayAfter })).toMatchObject({
    kind: 'keep',
    retire: [{ secret: { keyId: 'd' } }],
  });
});

describe('a secret whose key ID or dates cannot be read', () => {
  const readable = lineageSecret('b', 10);
  const unreadable = (keyId: string): PasswordCredential => ({
    ...lineageSecret(keyId, 20),
    startDateTime: null,
    endDateTime: null,
    unreadable: true,
  });
  const policy: Policy = { ...defaultPolicy, adopt: ['c'] };

  test.each(['a', 'c', ''])('is never the current one, and never removed: key ID %j', (keyId) => {
    const plan = planRotation(
      planInput([unreadable(keyId), readable], destination(writtenAt(daysAgo(10)))),
      provenance,
      policy,
      planTime,
    );
    expect(plan).toMatchObject({ kind: 'keep', current: readable, retire: [] });
    const alone = planRotation(
      planInput([unreadable(keyId)], destination(writtenAt(daysAgo(20)))),
      provenance,
      policy,
      planTime,
    );
    expect(alone).toMatchObject({ kind: 'add', retireFirst: [], compromised: [], retire: [] });
  });
});
