import { describe, expect, test } from '@jest/globals';
import { findUnmanagedCompromised, findUnreplaced, type OwnWrite } from '../../../src/plan/compromised.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import { findManagedSecrets, planRotation, type Plan, type Policy } from '../../../src/plan/plan.ts';
import { findWarnings } from '../../../src/plan/warnings.ts';
import {
  daysAgo,
  defaultPolicy,
  destination,
  empty,
  lineageSecret,
  minute,
  now,
  planInput,
  planTime,
  provenance,
  version,
  versions,
  versionsOf,
  writtenAt,
} from '../../helpers/histories.ts';
import { keyIdsOf } from '../../helpers/retirable.ts';

const older = lineageSecret('older', 100);
const leaked = lineageSecret('leaked', 20);
const newer = lineageSecret('newer', 5);
const byHand: PasswordCredential & { startDateTime: Date } = {
  keyId: 'by-hand',
  displayName: 'made by hand',
  startDateTime: daysAgo(50),
  endDateTime: daysAgo(-300),
};

const personal = 'AzureADandPersonalMicrosoftAccount';

function planFor(
  credentials: readonly PasswordCredential[],
  evidence: readonly (Evidence | undefined)[],
  changes: Partial<Policy> & { readonly signInAudience?: string } = {},
): Plan {
  const { signInAudience = 'AzureADMyOrg', ...policy } = changes;
  const input = planInput(credentials, ...evidence.map((one, index) => destination(one, `secret ${index}`)));
  return planRotation(
    { ...input, signInAudience },
    provenance,
    { ...defaultPolicy, retireAfter: undefined, compromised: ['leaked'], ...changes, ...policy },
    planTime,
  );
}

describe('a compromised secret of the lineage', () => {
  test.each<[string, readonly (Evidence | undefined)[]]>([
    ['a destination holds it', [versionsOf(leaked)]],
    ['one of several destinations holds it', [versionsOf(leaked, newer), versionsOf(leaked)]],
    ['a destination is empty', [versionsOf(newer), empty]],
    ['another process wrote a destination', [versions(version(daysAgo(1), undefined))]],
    ['GitHub may hold it or another one', [writtenAt(new Date(leaked.startDateTime.getTime() + minute))]],
    ['a destination cannot be read', [versionsOf(newer), undefined]],
  ])('is replaced when %s', (_, evidence) => {
    const nearby = { ...older, startDateTime: new Date(leaked.startDateTime.getTime() - minute) };
    const plan = planFor([nearby, leaked, newer], evidence);
    expect(plan).toMatchObject({ kind: 'add', reasons: [{ kind: 'compromised', keyIds: ['leaked'] }] });
    if (plan.kind !== 'add') return;
    expect(keyIdsOf(plan.compromised)).toEqual(['leaked']);
    expect([plan.retireFirst, plan.retire]).toEqual([[], []]);
  });

  test.each([{ days: 30 }, undefined])(
    'is only removed when every destination holds another one, with `renew-within` %j',
    (renewWithin) => {
      const plan = planFor([leaked, newer], [versionsOf(leaked, newer), versionsOf(newer)], { renewWithin });
      expect(plan).toMatchObject({ kind: 'keep', current: newer, retire: [] });
      if (plan.kind === 'keep') expect(keyIdsOf(plan.compromised)).toEqual(['leaked']);
    },
  );

  test('is only removed when it is the newest one, and every destination holds an older one', () => {
    const plan = planFor([older, leaked], [versionsOf(older)]);
    expect(plan).toMatchObject({ kind: 'keep', current: older });
  });

  test('is replaced when the other one that every destination holds is due, or has expired', () => {
    const ended = lineageSecret('newer', 5, 1);
    for (const renewWithin of [{ days: 30 }, undefined]) {
      const plan = planFor([leaked, ended], [versionsOf(ended)], { renewWithin });
      expect(plan).toMatchObject({ kind: 'add', reasons: [{ kind: 'due' }] });
    }
  });

  test('is removed although it has expired, was used today, or would be retired later', () => {
    const expired = lineageSecret('leaked', 20, 1);
    const lastUses = new Map([['leaked', now]]);
    const input = { ...planInput([expired, newer], destination(versionsOf(newer))), lastUses };
    const policy = { ...defaultPolicy, retireAfter: { days: 90 }, compromised: ['leaked'] };
    const plan = planRotation(input, provenance, policy, planTime);
    expect(plan).toMatchObject({
      kind: 'keep',
      compromised: [{ secret: expired, cause: 'compromised', lastUsed: now, due: now }],
      retained: [],
    });
  });

  test('changes nothing for the secrets that are not compromised', () => {
    const evidence = [versionsOf(older, newer)];
    const changes = { retireAfter: { days: 1 } };
    const plans = [
      planFor([older, leaked, newer], evidence, { ...changes, compromised: [] }),
      planFor([older, leaked, newer], evidence, changes),
    ];
    const removed = plans.map((plan) => (plan.kind === 'keep' ? keyIdsOf(plan.retire) : []));
    expect(removed).toEqual([['older', 'leaked'], ['older']]);
  });
});

describe('an application that can have only two secrets', () => {
  const limited = { signInAudience: personal, adopt: ['by-hand'] };

  test.each<[string, Partial<Policy>, readonly (Evidence | undefined)[]]>([
    ['a secret that a destination holds', {}, [versionsOf(leaked)]],
    ['a secret that a destination that cannot be read may hold', {}, [undefined]],
    ['an adopted secret that a destination may hold', { compromised: ['by-hand'] }, [writtenAt(daysAgo(50))]],
  ])('keeps %s', (_, changes, evidence) => {
    const plan = planFor([byHand, leaked], evidence, { ...limited, ...changes });
    expect(plan.kind).toBe('limit-reached');
  });

  test.each<[string, Partial<Policy>, readonly (Evidence | undefined)[], readonly string[]]>([
    ['a secret that no destination holds', {}, [versionsOf(older)], ['leaked']],
    ['an adopted secret', { compromised: ['by-hand'] }, [undefined], ['by-hand']],
    ['only one of two', { compromised: ['by-hand', 'leaked'] }, [versionsOf(leaked)], ['by-hand']],
  ])('loses %s first', (_, changes, evidence, expected) => {
    const plan = planFor([byHand, leaked], evidence, { ...limited, ...changes });
    expect(plan.kind).toBe('add');
    if (plan.kind !== 'add') return;
    expect(keyIdsOf(plan.retireFirst)).toEqual(expected);
    expect(keyIdsOf([...plan.retireFirst, ...plan.compromised])).toHaveLength(
      changes.compromised?.length ?? 1,
    );
  });
});

describe('after the run has stored another secret', () => {
  const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * minute);
  const added = { ...lineageSecret('added', 0), startDateTime: minutesAgo(2) };
  const recent = { ...leaked, startDateTime: minutesAgo(12) };
  const policy = { ...defaultPolicy, adopt: ['by-hand'] };

  function findBlocking(
    secret: typeof leaked,
    before: Evidence | undefined,
    after: Evidence | undefined,
    others: readonly PasswordCredential[] = [],
  ): readonly string[] {
    const managed = findManagedSecrets(provenance, policy, [...others, secret, added]);
    const ownWrite: OwnWrite = { added, before: [destination(before)] };
    return findUnreplaced([secret], managed, [destination(after)], policy.maxStoreDelay, ownWrite);
  }

  test.each<[string, typeof leaked, Evidence | undefined, Evidence | undefined]>([
    ['Key Vault', leaked, versionsOf(leaked), versionsOf(leaked, added)],
    ['GitHub', leaked, writtenAt(daysAgo(20)), writtenAt(minutesAgo(1))],
    ['GitHub, which held a recent one', recent, writtenAt(minutesAgo(11)), writtenAt(minutesAgo(1))],
    [
      'GitHub, beside a recent one made by hand',
      { ...byHand, startDateTime: minutesAgo(12) },
      empty,
      writtenAt(minutesAgo(1)),
    ],
    [
      'GitHub, which was written in the second in which the secret was added',
      recent,
      writtenAt(new Date(recent.startDateTime.getTime() - 999)),
      writtenAt(minutesAgo(1)),
    ],
    [
      'GitHub, whose clock is behind',
      { ...leaked, startDateTime: minutesAgo(4) },
      writtenAt(minutesAgo(3)),
      writtenAt(minutesAgo(1)),
    ],
    ['a destination that cannot be read', leaked, undefined, undefined],
  ])('%s is known to hold another one', (_, secret, before, after) => {
    expect(findBlocking(secret, before, after)).toEqual([]);
  });

  test.each<[string, typeof leaked, Evidence, Evidence]>([
    ['was written by another process since', leaked, versionsOf(leaked), versions(version(now, undefined))],
    ['shows the earlier write', recent, writtenAt(minutesAgo(11)), writtenAt(minutesAgo(11))],
    [
      'shows the earlier write, by a clock that is behind',
      { ...leaked, startDateTime: minutesAgo(4) },
      writtenAt(minutesAgo(3)),
      writtenAt(minutesAgo(3)),
    ],
    [
      'may still be written by the run that added a recent one',
      recent,
      writtenAt(daysAgo(30)),
      writtenAt(minutesAgo(1)),
    ],
    [
      'another process wrote just before a recent one was added, whose run may still write it',
      recent,
      writtenAt(new Date(recent.startDateTime.getTime() - 1_000)),
      writtenAt(minutesAgo(1)),
    ],
  ])('a destination is in the way that %s', (_, secret, before, after) => {
    expect(findBlocking(secret, before, after)).toEqual(['secret X']);
  });

  test.each([14, 11.5])('GitHub is in the way that held one of two recent secrets: %d', (minutes) => {
    const twin = { ...older, startDateTime: minutesAgo(minutes) };
    expect(findBlocking(recent, writtenAt(minutesAgo(11)), writtenAt(minutesAgo(1)), [twin])).toEqual([
      'secret X',
    ]);
  });
});

test('a secret that is neither of the lineage nor adopted, or without a start, must not be removed', () => {
  const undated = { ...byHand, keyId: 'undated', startDateTime: null };
  const policy = {
    ...defaultPolicy,
    adopt: ['undated'],
    compromised: ['leaked', 'by-hand', 'undated', 'gone'],
  };
  const credentials = [leaked, { ...byHand, keyId: 'BY-HAND' }, undated];
  const managed = findManagedSecrets(provenance, policy, credentials);
  const found = findUnmanagedCompromised(credentials, managed, policy).map(({ keyId }) => keyId);
  expect(found).toEqual(['BY-HAND', 'undated']);
});

test('a compromised secret that is gone is reported, and the run goes on as without it', () => {
  const input = planInput([newer], destination(versionsOf(newer)));
  const policy = { ...defaultPolicy, compromised: ['leaked'] };
  const plan = planRotation(input, provenance, policy, planTime);
  expect(plan).toEqual(planRotation(input, provenance, defaultPolicy, planTime));
  if (plan.kind === 'limit-reached') throw new Error('no limit applies');
  expect(findWarnings(input, provenance, policy, plan, now)).toContainEqual({
    kind: 'compromised-gone',
    keyIds: ['leaked'],
  });
});
