import { describe, expect, test } from '@jest/globals';
import { concernsAbout, type Concern } from '../../src/plan/concerns.ts';
import type { PasswordCredential } from '../../src/plan/credentials.ts';
import type { Evidence } from '../../src/plan/evidence.ts';
import { planRotation } from '../../src/plan/plan.ts';
import { ago, day, facts, lineage, named, now, own, place, policy, version, written } from './histories.ts';

function concerns(
  credentials: readonly PasswordCredential[],
  evidence: Evidence | undefined = written(ago(10)),
  changes: Partial<typeof policy> = {},
): readonly Concern[] {
  const given = facts(credentials, place(evidence));
  const asked = { ...policy, retireAfter: undefined, ...changes };
  const plan = planRotation(given, lineage, asked, now);
  if (plan.kind === 'no-room') throw new Error('there is room');
  return concernsAbout(given, lineage, asked, plan, now);
}

const current = own('now', 10);
const byHand = (keyId: string, ends: number): PasswordCredential => ({
  ...own(keyId, 100, ends),
  displayName: 'made by hand',
});

test('nobody is told anything when all is well', () => {
  expect(concerns([current])).toEqual([]);
  expect(concerns([])).toEqual([]);
});

describe('a secret that no workflow renews', () => {
  test('is named when it expires within 30 days', () => {
    const soon = byHand('soon', -30);
    expect(concerns([current, soon])).toEqual([
      { kind: 'expiring', secret: soon, endDateTime: soon.endDateTime },
    ]);
  });

  test('is not named when it lives longer, never expires, or has expired', () => {
    const later = [byHand('a', -31), { ...byHand('b', 0), endDateTime: null }, byHand('c', 0)];
    expect(concerns([current, ...later])).toEqual([]);
  });

  test('is none of a lineage: a workflow renews those', () => {
    const other = { ...own('other', 10, -3), displayName: named('aaaaaa', { description: 'Other' }) };
    expect(concerns([current, other])).toEqual([]);
    expect(concerns([own('due', 10, -3)])).toEqual([]);
  });
});

describe('more than five live secrets', () => {
  const four = ['a', 'b', 'c', 'd'].map((keyId) => byHand(keyId, -300));

  test('are counted, with the one that is added', () => {
    expect(concerns([current, ...four])).toEqual([]);
    expect(concerns([current, ...four, byHand('e', -300)])).toEqual([{ kind: 'crowded', count: 6 }]);
    expect(concerns([current, ...four], written(ago(10)), { renewWithin: undefined })).toEqual([
      { kind: 'crowded', count: 6 },
    ]);
  });

  test('are counted with those that never expire', () => {
    const forever = ['a', 'b', 'c', 'd', 'e'].map((keyId) => ({ ...byHand(keyId, 0), endDateTime: null }));
    expect(concerns([current, ...forever])).toEqual([{ kind: 'crowded', count: 6 }]);
  });

  test('are counted without those that go, and the expired ones', () => {
    const old = own('old', 40);
    expect(
      concerns([old, current, ...four, byHand('e', 1)], written(ago(10)), { retireAfter: { days: 1 } }),
    ).toEqual([{ kind: 'handover', going: 1, next: undefined }]);
  });
});

describe('what looks like an earlier lineage', () => {
  const moved = { ...own('moved', 40), displayName: named('aaaaaa', { repository: 'acme/old' }) };
  const elsewhere = { ...own('else', 40), displayName: named('aaaaaa', { digest: '000000' }) };

  test('is named when it has the same description, from another repository or for other destinations', () => {
    expect(concerns([moved, current, elsewhere])).toEqual([{ kind: 'related', secrets: [moved, elsewhere] }]);
  });

  test('is not named when it has expired, or another description', () => {
    const other = {
      ...own('other', 40),
      displayName: named('aaaaaa', { description: 'Other', digest: '000000' }),
    };
    expect(concerns([current, other, { ...moved, endDateTime: ago(1) }])).toEqual([]);
  });
});

describe('when superseded secrets are removed', () => {
  const retireAfter = { days: 14 };

  test('people are told how many go, and when the next one does', () => {
    const three = [own('a', 40), own('b', 30), current];
    expect(concerns(three, written(ago(10)), { retireAfter })).toEqual([
      { kind: 'handover', going: 1, next: new Date(ago(10).getTime() + 14 * day) },
    ]);
  });

  test('they are told of the one that goes first, which need not be the oldest', () => {
    const back: Evidence = {
      kind: 'noted',
      versions: [version(ago(30), 'b'), version(ago(12), 'a'), version(ago(10), 'now')],
    };
    expect(concerns([own('a', 40), own('b', 30), current], back, { retireAfter })).toEqual([
      { kind: 'handover', going: 0, next: new Date(ago(12).getTime() + 14 * day) },
    ]);
  });

  test('they are told when the one goes that is superseded now', () => {
    expect(concerns([current], written(ago(10)), { retireAfter, renewWithin: undefined })).toEqual([
      { kind: 'handover', going: 0, next: new Date(now.getTime() + 14 * day) },
    ]);
    expect(
      concerns([own('a', 20), current], written(ago(10)), { retireAfter, renewWithin: undefined }),
    ).toEqual([{ kind: 'handover', going: 0, next: new Date(ago(10).getTime() + 14 * day) }]);
  });

  test('they are told nothing when none goes: not of the first secret, nor of an expired one', () => {
    expect(concerns([], written(ago(10)), { retireAfter })).toEqual([]);
    expect(concerns([current], written(ago(10)), { retireAfter })).toEqual([]);
    expect(concerns([own('old', 90, 1), current], written(ago(10)), { retireAfter })).toEqual([]);
  });

  test('they are told that a step output proves nothing', () => {
    const asked = { retireAfter, renewWithin: undefined };
    const given = facts([own('a', 20), current], place(undefined));
    const plan = planRotation(given, lineage, { ...policy, ...asked }, now);
    if (plan.kind === 'no-room') throw new Error('there is room');
    expect(concernsAbout(given, lineage, { ...policy, ...asked }, plan, now)).toEqual([
      { kind: 'unprovable' },
    ]);
  });
});
