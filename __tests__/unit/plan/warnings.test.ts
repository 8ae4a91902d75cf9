import { describe, expect, test } from '@jest/globals';
import { findWarnings, type PlanWarning } from '../../../src/plan/warnings.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import { planRotation } from '../../../src/plan/plan.ts';
import {
  daysAgo,
  day,
  planInput,
  provenance,
  planTime,
  descriptionWith,
  now,
  otherDigest,
  lineageSecret,
  destination,
  policy,
  version,
  versions,
  writtenAt,
} from '../../helpers/histories.ts';

function warnings(
  credentials: readonly PasswordCredential[],
  evidence: Evidence | undefined = writtenAt(daysAgo(10)),
  changes: Partial<typeof policy> = {},
): readonly PlanWarning[] {
  const given = planInput(credentials, destination(evidence));
  const asked = { ...policy, retireAfter: undefined, ...changes };
  const plan = planRotation(given, provenance, asked, planTime);
  if (plan.kind === 'limit-reached') throw new Error('there is room');
  return findWarnings(given, provenance, asked, plan, now);
}

const current = lineageSecret('now', 10);
const byHand = (keyId: string, ends: number): PasswordCredential => ({
  ...lineageSecret(keyId, 100, ends),
  displayName: 'made by hand',
});

test('nobody is told anything when all is well', () => {
  expect(warnings([current])).toEqual([]);
  expect(warnings([])).toEqual([]);
});

describe('a secret that no workflow renews', () => {
  test('is named when it expires within 30 days', () => {
    const soon = byHand('soon', -30);
    expect(warnings([current, soon])).toEqual([{ kind: 'expiring', secret: soon, adopted: false }]);
  });

  test('is named as adopted when this workflow has taken it over, until it goes', () => {
    const soon = byHand('soon', -5);
    const adopt = { adopt: ['soon'] };
    expect(warnings([current, soon], writtenAt(daysAgo(10)), adopt)).toEqual([
      { kind: 'expiring', secret: soon, adopted: true },
    ]);
    expect(warnings([current, soon], writtenAt(daysAgo(10)), { ...adopt, retireAfter: { days: 1 } })).toEqual(
      [{ kind: 'hand-over', removedCount: 1, nextRemoval: undefined }],
    );
  });

  test('is not named when it lives longer, never expires, or has expired', () => {
    const later = [byHand('a', -31), { ...byHand('b', 0), endDateTime: null }, byHand('c', 0)];
    expect(warnings([current, ...later])).toEqual([]);
  });

  test('is none of this lineage: this workflow renews it', () => {
    expect(warnings([lineageSecret('due', 10, -3)])).toEqual([]);
  });
});

describe('another lineage', () => {
  const of = (keyId: string, started: number, ends: number, changes = {}): PasswordCredential => ({
    ...lineageSecret(keyId, started, ends),
    displayName: descriptionWith('aaaaaa', { repository: 'acme/web', digest: otherDigest, ...changes }),
  });

  test('is named when its newest secret ends within 30 days: its workflow has not renewed it', () => {
    const soon = of('soon', 50, -30);
    expect(warnings([current, of('older', 60, -20), soon])).toEqual([
      { kind: 'lineage-expiring', secret: soon, repository: 'acme/web' },
    ]);
  });

  test('is not named while it is healthy, whatever repository and description it has', () => {
    const healthy = [
      of('a', 50, -31),
      of('b', 50, -40, { repository: 'acme/ops' }),
      of('c', 50, -40, { description: 'Staging' }),
    ];
    expect(warnings([current, ...healthy])).toEqual([]);
    expect(warnings([current, of('older', 60, -20), of('newer', 50, -40)])).toEqual([]);
  });

  test('is not named when this workflow has taken its secret over, or it has ended', () => {
    expect(warnings([current, of('soon', 50, -40)], writtenAt(daysAgo(10)), { adopt: ['soon'] })).toEqual([]);
    expect(warnings([current, of('gone', 50, 1)])).toEqual([]);
  });
});

describe('more than five live secrets', () => {
  const four = ['a', 'b', 'c', 'd'].map((keyId) => byHand(keyId, -300));

  test('are counted, with the one that is added', () => {
    expect(warnings([current, ...four])).toEqual([]);
    expect(warnings([current, ...four, byHand('e', -300)])).toEqual([{ kind: 'too-many-secrets', count: 6 }]);
    expect(warnings([current, ...four], writtenAt(daysAgo(10)), { renewWithin: undefined })).toEqual([
      { kind: 'too-many-secrets', count: 6 },
    ]);
  });

  test('are counted with those that never expire', () => {
    const forever = ['a', 'b', 'c', 'd', 'e'].map((keyId) => ({ ...byHand(keyId, 0), endDateTime: null }));
    expect(warnings([current, ...forever])).toEqual([{ kind: 'too-many-secrets', count: 6 }]);
  });

  test('are counted without those that go, and the expired ones', () => {
    const old = lineageSecret('old', 40);
    expect(
      warnings([old, current, ...four, byHand('e', 1)], writtenAt(daysAgo(10)), { retireAfter: { days: 1 } }),
    ).toEqual([{ kind: 'hand-over', removedCount: 1, nextRemoval: undefined }]);
  });
});

describe('the first secret of a lineage', () => {
  const earlier = {
    ...lineageSecret('earlier', 40),
    displayName: descriptionWith('aaaaaa', { digest: otherDigest }),
  };

  test('is added with a warning when the same repository has live ones of another lineage', () => {
    expect(warnings([earlier])).toEqual([{ kind: 'earlier-lineage', secrets: [earlier] }]);
    const renamed = { ...earlier, displayName: earlier.displayName.replace('acme/ops', 'Acme/Ops') };
    expect(warnings([renamed])).toEqual([{ kind: 'earlier-lineage', secrets: [renamed] }]);
  });

  test('is added without one when they are adopted, have expired, or belong to another repository', () => {
    expect(warnings([earlier], writtenAt(daysAgo(10)), { adopt: ['earlier'] })).toEqual([]);
    expect(warnings([{ ...earlier, endDateTime: daysAgo(1) }])).toEqual([]);
    const elsewhere = descriptionWith('aaaaaa', { digest: otherDigest, repository: 'acme/web' });
    expect(warnings([{ ...earlier, displayName: elsewhere }])).toEqual([]);
  });

  test('is the only one that warns', () => {
    expect(warnings([earlier, current], writtenAt(daysAgo(10)), { renewWithin: undefined })).toEqual([]);
  });
});

describe('active secrets that this action did not add', () => {
  const hand = byHand('hand', -300);

  test('are named when the lineage gets its first one', () => {
    expect(warnings([hand, { ...hand, keyId: 'forever', endDateTime: null }])).toEqual([
      { kind: 'unmanaged', secrets: [hand, { ...hand, keyId: 'forever', endDateTime: null }] },
    ]);
  });

  test('are not named later, nor when they are adopted, have expired, or have a warning of their own', () => {
    expect(warnings([hand, current], writtenAt(daysAgo(10)), { renewWithin: undefined })).toEqual([]);
    expect(warnings([hand], writtenAt(daysAgo(10)), { adopt: ['hand'] })).toEqual([]);
    expect(warnings([byHand('gone', 1)])).toEqual([]);
    expect(warnings([byHand('soon', -20)])).toMatchObject([{ kind: 'expiring' }]);
  });
});

test('adopted keys that are not on the application are named', () => {
  expect(
    warnings([current, byHand('there', -300)], writtenAt(daysAgo(10)), { adopt: ['gone', 'there'] }),
  ).toEqual([{ kind: 'adopted-gone', keyIds: ['gone'] }]);
});

describe('a grace that restarts', () => {
  const asked = { retireAfter: { days: 14 }, renewWithin: undefined };
  const kinds = (...args: Parameters<typeof warnings>): readonly string[] =>
    warnings(...args).map(({ kind }) => kind);

  test('is named when a secret is added sooner than `retire-after` after the last one', () => {
    expect(warnings([current], writtenAt(daysAgo(10)), asked)).toContainEqual({
      kind: 'grace-restarts',
      lastAdded: current.startDateTime,
    });
  });

  test('is not named when the last one is older, or a destination tells what came before', () => {
    expect(kinds([lineageSecret('a', 14)], writtenAt(daysAgo(14)), asked)).not.toContain('grace-restarts');
    expect(kinds([current], versions(version(daysAgo(10), 'now')), asked)).not.toContain('grace-restarts');
    expect(kinds([current], writtenAt(daysAgo(10)), { retireAfter: { days: 14 } })).not.toContain(
      'grace-restarts',
    );
    expect(kinds([], writtenAt(daysAgo(10)), asked)).not.toContain('grace-restarts');
  });
});

describe('when superseded secrets are removed', () => {
  const retireAfter = { days: 14 };

  test('people are told how many go, and when the next one does', () => {
    const three = [lineageSecret('a', 40), lineageSecret('b', 30), current];
    const seen = versions(version(daysAgo(40), 'a'), version(daysAgo(30), 'b'), version(daysAgo(10), 'now'));
    expect(warnings(three, seen, { retireAfter })).toEqual([
      { kind: 'hand-over', removedCount: 1, nextRemoval: new Date(daysAgo(10).getTime() + 14 * day) },
    ]);
  });

  test('they are told of the one that goes first, which need not be the oldest', () => {
    const back = versions(version(daysAgo(30), 'b'), version(daysAgo(12), 'a'), version(daysAgo(10), 'now'));
    expect(
      warnings([lineageSecret('a', 40), lineageSecret('b', 30), current], back, { retireAfter }),
    ).toEqual([
      { kind: 'hand-over', removedCount: 0, nextRemoval: new Date(daysAgo(12).getTime() + 14 * day) },
    ]);
  });

  test('they are told when the one goes that is superseded now', () => {
    const asked = { retireAfter, renewWithin: undefined };
    expect(warnings([lineageSecret('last', 20)], writtenAt(daysAgo(20)), asked)).toEqual([
      { kind: 'hand-over', removedCount: 0, nextRemoval: new Date(now.getTime() + 14 * day) },
    ]);
    const seen = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'now'));
    expect(warnings([lineageSecret('a', 20), current], seen, asked)).toEqual([
      { kind: 'hand-over', removedCount: 0, nextRemoval: new Date(daysAgo(10).getTime() + 14 * day) },
    ]);
  });

  test('they are told nothing when none goes: not of the first secret, nor of an expired one', () => {
    expect(warnings([], writtenAt(daysAgo(10)), { retireAfter })).toEqual([]);
    expect(warnings([current], writtenAt(daysAgo(10)), { retireAfter })).toEqual([]);
    expect(warnings([lineageSecret('old', 90, 1), current], writtenAt(daysAgo(10)), { retireAfter })).toEqual(
      [],
    );
  });

  test('they are told that a step output proves nothing', () => {
    const asked = { retireAfter, renewWithin: undefined };
    const given = planInput([lineageSecret('a', 20), current], destination(undefined));
    const plan = planRotation(given, provenance, { ...policy, ...asked }, planTime);
    if (plan.kind === 'limit-reached') throw new Error('there is room');
    expect(findWarnings(given, provenance, { ...policy, ...asked }, plan, now)).toEqual([
      { kind: 'unobservable' },
    ]);
  });
});
