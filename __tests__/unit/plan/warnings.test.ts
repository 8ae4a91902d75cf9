import { describe, expect, test } from '@jest/globals';
import { findWarnings, type PlanWarning } from '../../../src/plan/warnings.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import { planRotation, type Policy } from '../../../src/plan/plan.ts';
import type { LastUses } from '../../../src/plan/retirement.ts';
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
  defaultPolicy,
  version,
  versions,
  writtenAt,
} from '../../helpers/histories.ts';

const stored = writtenAt(daysAgo(10));

/** The warnings when these secrets are on the application, `retire-after` is `never` unless given, and GitHub was written ten days ago. */
function warningsFor(
  credentials: readonly PasswordCredential[],
  changes: Partial<Policy> = {},
  evidence: readonly (Evidence | undefined)[] = [stored],
  lastUses?: LastUses,
): readonly PlanWarning[] {
  const input = { ...planInput(credentials, ...evidence.map((one) => destination(one))), lastUses };
  const policy = { ...defaultPolicy, retireAfter: undefined, ...changes };
  const plan = planRotation(input, provenance, policy, planTime);
  if (plan.kind === 'limit-reached') throw new Error('an application for one tenant has no such limit');
  return findWarnings(input, provenance, policy, plan, now);
}

const current = lineageSecret('now', 10);
const byHand = (keyId: string, ends: number): PasswordCredential => ({
  ...lineageSecret(keyId, 100, ends),
  displayName: 'made by hand',
});

test('there is no warning for a current secret alone, or for the first secret of an application', () => {
  expect(warningsFor([current])).toEqual([]);
  expect(warningsFor([])).toEqual([]);
});

describe('a secret that no workflow renews', () => {
  test('causes a warning when it expires within 30 days', () => {
    const soon = byHand('soon', -30);
    expect(warningsFor([current, soon])).toEqual([{ kind: 'expiring', secret: soon, adopted: false }]);
  });

  test('causes a warning that calls it adopted, until it is removed', () => {
    const soon = byHand('soon', -5);
    const adopt = { adopt: ['soon'] };
    expect(warningsFor([current, soon], adopt)).toEqual([{ kind: 'expiring', secret: soon, adopted: true }]);
    expect(warningsFor([current, soon], { ...adopt, retireAfter: { days: 1 } })).toEqual([
      { kind: 'hand-over', removedCount: 1, nextRemoval: undefined },
    ]);
  });

  test('causes no warning when it expires later, never expires, or has expired', () => {
    const secrets = [byHand('a', -31), { ...byHand('b', 0), endDateTime: null }, byHand('c', 0)];
    expect(warningsFor([current, ...secrets])).toEqual([]);
  });
});

test('a secret of the lineage that expires soon causes no warning: this workflow renews it', () => {
  expect(warningsFor([lineageSecret('due', 10, -3)])).toEqual([]);
});

describe('another lineage', () => {
  const otherSecret = (keyId: string, started: number, ends: number, changes = {}): PasswordCredential => ({
    ...lineageSecret(keyId, started, ends),
    displayName: descriptionWith('aaaaaa', { repository: 'acme/web', digest: otherDigest, ...changes }),
  });

  test('causes a warning when its newest secret expires within 30 days', () => {
    const soon = otherSecret('soon', 50, -30);
    expect(warningsFor([current, otherSecret('older', 60, -20), soon])).toEqual([
      { kind: 'lineage-expiring', secret: soon, repository: 'acme/web' },
    ]);
  });

  test('causes no warning while its newest secret expires later, whatever its repository and description', () => {
    const expireLater = [
      otherSecret('a', 50, -31),
      otherSecret('b', 50, -40, { repository: 'acme/ops' }),
      otherSecret('c', 50, -40, { description: 'Staging' }),
    ];
    expect(warningsFor([current, ...expireLater])).toEqual([]);
    const renewed = [otherSecret('older', 60, -20), otherSecret('newer', 50, -40)];
    expect(warningsFor([current, ...renewed])).toEqual([]);
  });

  test('causes no separate warning when its newest secret is adopted, or has expired', () => {
    const soon = otherSecret('soon', 50, -20);
    expect(warningsFor([current, soon], { adopt: ['soon'] })).toEqual([
      { kind: 'expiring', secret: soon, adopted: true },
    ]);
    expect(warningsFor([current, otherSecret('expired', 50, 1)])).toEqual([]);
  });
});

describe('more than five live secrets', () => {
  const four = ['a', 'b', 'c', 'd'].map((keyId) => byHand(keyId, -300));

  test('cause a warning that counts the new secret too', () => {
    expect(warningsFor([current, ...four])).toEqual([]);
    const six = [{ kind: 'too-many-secrets', count: 6 }];
    expect(warningsFor([current, ...four, byHand('e', -300)])).toEqual(six);
    expect(warningsFor([current, ...four], { renewWithin: undefined })).toEqual(six);
  });

  test('include secrets that never expire', () => {
    const withoutEnd = ['a', 'b', 'c', 'd', 'e'].map((keyId) => ({ ...byHand(keyId, 0), endDateTime: null }));
    expect(warningsFor([current, ...withoutEnd])).toEqual([{ kind: 'too-many-secrets', count: 6 }]);
  });

  test('do not include expired secrets and those that this run removes', () => {
    const credentials = [lineageSecret('old', 40), current, ...four, byHand('expired', 1)];
    expect(warningsFor(credentials, { retireAfter: { days: 1 } })).toEqual([
      { kind: 'hand-over', removedCount: 1, nextRemoval: undefined },
    ]);
  });
});

describe('live secrets of another lineage of the same repository', () => {
  const earlier = {
    ...lineageSecret('earlier', 40),
    displayName: descriptionWith('aaaaaa', { digest: otherDigest }),
  };

  test('cause a warning when the first secret of the lineage is added', () => {
    expect(warningsFor([earlier])).toEqual([{ kind: 'earlier-lineage', secrets: [earlier] }]);
    const inUpperCase = { ...earlier, displayName: earlier.displayName.replace('acme/ops', 'Acme/Ops') };
    expect(warningsFor([inUpperCase])).toEqual([{ kind: 'earlier-lineage', secrets: [inUpperCase] }]);
  });

  test('cause no warning when a later secret is added', () => {
    expect(warningsFor([earlier, current], { renewWithin: undefined })).toEqual([]);
  });

  test('are not in the warning when they are adopted, have expired, or belong to another repository', () => {
    expect(warningsFor([earlier], { adopt: ['earlier'] })).toEqual([]);
    expect(warningsFor([{ ...earlier, endDateTime: daysAgo(1) }])).toEqual([]);
    const elsewhere = descriptionWith('aaaaaa', { digest: otherDigest, repository: 'acme/web' });
    expect(warningsFor([{ ...earlier, displayName: elsewhere }])).toEqual([]);
  });
});

describe('live secrets that this action did not add', () => {
  const hand = byHand('hand', -300);

  test('cause a warning when the first secret of the lineage is added', () => {
    const secrets = [hand, { ...hand, keyId: 'forever', endDateTime: null }];
    expect(warningsFor(secrets)).toEqual([{ kind: 'unmanaged', secrets }]);
  });

  test('cause no warning when a later secret is added', () => {
    expect(warningsFor([hand, current], { renewWithin: undefined })).toEqual([]);
  });

  test('are not in the warning when they are adopted, have expired, or have a separate warning', () => {
    expect(warningsFor([hand], { adopt: ['hand'] })).toEqual([]);
    expect(warningsFor([byHand('gone', 1)])).toEqual([]);
    expect(warningsFor([byHand('soon', -20)])).toMatchObject([{ kind: 'expiring' }]);
  });
});

test('adopted key IDs that are not on the application cause a warning', () => {
  const credentials = [current, byHand('there', -300)];
  expect(warningsFor(credentials, { adopt: ['gone', 'there'] })).toEqual([
    { kind: 'adopted-gone', keyIds: ['gone'] },
  ]);
});

describe('a new secret that restarts `retire-after` for the earlier ones', () => {
  const addAlways = { retireAfter: { days: 14 }, renewWithin: undefined };
  const kindsFor = (...args: Parameters<typeof warningsFor>): readonly string[] =>
    warningsFor(...args).map(({ kind }) => kind);

  test('causes a warning when it is added within `retire-after` after the last one', () => {
    expect(warningsFor([current], addAlways)).toContainEqual({
      kind: 'grace-restarts',
      lastAdded: current.startDateTime,
    });
  });

  test('causes no warning when the last secret is older, or there is none', () => {
    const older = kindsFor([lineageSecret('a', 14)], addAlways, [writtenAt(daysAgo(14))]);
    expect(older).not.toContain('grace-restarts');
    expect(kindsFor([], addAlways)).not.toContain('grace-restarts');
  });

  test('causes no warning in Key Vault alone, which shows every version', () => {
    const inVault = versions(version(daysAgo(10), 'now'));
    expect(kindsFor([current], addAlways, [inVault])).not.toContain('grace-restarts');
    expect(kindsFor([current], addAlways, [inVault, stored])).toContain('grace-restarts');
  });

  test('causes no warning with `renew-within`, even when a secret is added', () => {
    const due = lineageSecret('due', 10, -3);
    expect(kindsFor([due], { retireAfter: { days: 14 } })).toEqual(['hand-over']);
  });
});

describe('with `retire-after`', () => {
  const retireAfter = { days: 14 };
  const afterGrace = (start: Date): Date => new Date(start.getTime() + 14 * day);

  test('a warning counts the superseded secrets that the run removes, and says when the next one is removed', () => {
    const credentials = [lineageSecret('a', 40), lineageSecret('b', 30), current];
    const inVault = versions(
      version(daysAgo(40), 'a'),
      version(daysAgo(30), 'b'),
      version(daysAgo(10), 'now'),
    );
    expect(warningsFor(credentials, { retireAfter }, [inVault])).toEqual([
      { kind: 'hand-over', removedCount: 1, nextRemoval: afterGrace(daysAgo(10)) },
    ]);
  });

  test('the next removal in the warning is the earliest one, which need not be that of the oldest secret', () => {
    const credentials = [lineageSecret('a', 40), lineageSecret('b', 30), current];
    const restored = versions(
      version(daysAgo(30), 'b'),
      version(daysAgo(12), 'a'),
      version(daysAgo(10), 'now'),
    );
    expect(warningsFor(credentials, { retireAfter }, [restored])).toEqual([
      { kind: 'hand-over', removedCount: 0, nextRemoval: afterGrace(daysAgo(12)) },
    ]);
  });

  test('the next removal in the warning can be that of the secret that this run replaces', () => {
    const addAlways = { retireAfter, renewWithin: undefined };
    const last = lineageSecret('last', 20);
    expect(warningsFor([last], addAlways, [writtenAt(daysAgo(20))])).toEqual([
      { kind: 'hand-over', removedCount: 0, nextRemoval: afterGrace(now) },
    ]);
    const inVault = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'now'));
    expect(warningsFor([lineageSecret('a', 20), current], addAlways, [inVault])).toEqual([
      { kind: 'hand-over', removedCount: 0, nextRemoval: afterGrace(daysAgo(10)) },
    ]);
  });

  test('there is none about the replaced secret when it is compromised, since it is removed at once', () => {
    const last = lineageSecret('last', 20);
    const policy = { retireAfter, compromised: ['last'] };
    expect(warningsFor([last], policy, [writtenAt(daysAgo(20))])).toEqual([]);
  });

  test('there is no warning when no superseded secret is removed, now or later', () => {
    expect(warningsFor([], { retireAfter })).toEqual([]);
    expect(warningsFor([current], { retireAfter })).toEqual([]);
    expect(warningsFor([lineageSecret('old', 90, 1), current], { retireAfter })).toEqual([]);
  });

  test('a warning says that a step output alone does not show whether a secret is superseded', () => {
    const addAlways = { retireAfter, renewWithin: undefined };
    const credentials = [lineageSecret('a', 20), current];
    expect(warningsFor(credentials, addAlways, [undefined])).toEqual([{ kind: 'unobservable' }]);
    const inVault = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'now'));
    expect(warningsFor(credentials, addAlways, [undefined, inVault])).toMatchObject([{ kind: 'hand-over' }]);
  });
});

describe('a superseded secret that was used after its successor was stored', () => {
  const older = lineageSecret('old', 100);
  const uses = new Map([['old', daysAgo(2)]]);
  const stillUsed = (retireAfter: Policy['retireAfter']): readonly PlanWarning[] =>
    warningsFor([older, current], { retireAfter }, [stored], uses);

  test('causes a warning while that postpones its removal, in place of the one about the next removal', () => {
    expect(stillUsed({ days: 7 })).toMatchObject([
      {
        kind: 'still-used',
        secrets: [{ secret: older, lastUsed: daysAgo(2), due: new Date(daysAgo(2).getTime() + 7 * day) }],
      },
    ]);
  });

  test('causes none when it is removed now, or never', () => {
    expect(stillUsed({ days: 1 })).toMatchObject([{ kind: 'hand-over', removedCount: 1 }]);
    expect(stillUsed(undefined)).toEqual([]);
  });
});
