import { describe, expect, test } from '@jest/globals';
import { type PasswordCredential } from '../../../src/plan/credentials.ts';
import { findObservableDestinations, type Evidence } from '../../../src/plan/evidence.ts';
import { findManagedSecrets, planRotation } from '../../../src/plan/plan.ts';
import {
  confirmRetirable,
  findRetirableSecrets,
  type RetirableSecret,
} from '../../../src/plan/retirement.ts';
import {
  daysAgo,
  empty,
  planInput,
  provenance,
  minute,
  descriptionWith,
  versionsTagged,
  now,
  otherDigest,
  lineageSecret,
  destination,
  policy,
  version,
  versions,
  versionsOf,
  writtenAt,
} from '../../helpers/histories.ts';

function retirable(
  credentials: readonly PasswordCredential[],
  evidence: readonly (Evidence | undefined)[],
  changes: Partial<typeof policy> = {},
): readonly RetirableSecret[] {
  const asked = { ...policy, ...changes };
  const managed = findManagedSecrets(provenance, asked, credentials);
  const destinations = findObservableDestinations(
    evidence.map((one) => destination(one)),
    managed.own,
    asked.maxStoreDelay,
  );
  return findRetirableSecrets(managed, destinations, asked, now);
}

const keyIds = (found: readonly RetirableSecret[]): readonly string[] =>
  found.map(({ secret }) => secret.keyId);

const weekly = [
  lineageSecret('a', 35),
  lineageSecret('b', 28),
  lineageSecret('c', 21),
  lineageSecret('d', 14),
  lineageSecret('e', 7),
];
const lastWrite = new Date(daysAgo(7).getTime() + minute);

describe('a secret is retirable', () => {
  test('since its successor came to the destination', () => {
    expect(retirable([lineageSecret('d', 14), lineageSecret('e', 7)], [writtenAt(lastWrite)])).toEqual([
      {
        secret: lineageSecret('d', 14),
        cause: 'superseded',
        since: lastWrite,
        due: new Date(lastWrite.getTime() + 7 * 86_400_000),
      },
    ]);
  });

  test('since the last write that GitHub shows, however long ago it was replaced: a write that is not seen proves nothing', () => {
    const since = retirable(weekly, [writtenAt(lastWrite)]).map((one) => one.since);
    expect(since).toEqual([lastWrite, lastWrite, lastWrite, lastWrite]);
  });

  test('since the last write, when the secret between was never stored: it was in use until then', () => {
    // X was in use, Y was never stored, Z was stored yesterday.
    const [x, y, z] = [lineageSecret('x', 40), lineageSecret('y', 10), lineageSecret('z', 1)];
    const stored = new Date(daysAgo(1).getTime() + minute);
    expect(retirable([x, y, z], [writtenAt(stored)])).toMatchObject([
      { secret: { keyId: 'x' }, since: stored, due: new Date(stored.getTime() + 7 * 86_400_000) },
      { secret: { keyId: 'y' }, since: stored },
    ]);
  });

  test('since the last destination gave it up', () => {
    const later = new Date(daysAgo(7).getTime() + 20 * minute);
    const since = (...evidence: readonly Evidence[]): Date | undefined =>
      retirable([lineageSecret('d', 14), lineageSecret('e', 7)], evidence)[0]?.since;
    expect(since(writtenAt(lastWrite), writtenAt(later))).toEqual(later);
    expect(since(writtenAt(later), writtenAt(lastWrite))).toEqual(later);
    expect(since(versionsOf(lineageSecret('d', 14), lineageSecret('e', 7)), writtenAt(later))).toEqual(later);
    expect(since(writtenAt(later), versionsOf(lineageSecret('d', 14), lineageSecret('e', 7)))).toEqual(later);
  });

  test('since the last write, in a destination that may have missed the one before', () => {
    const since = retirable(weekly, [writtenAt(lastWrite), writtenAt(lastWrite)]).map((one) => one.since);
    expect(since).toEqual([lastWrite, lastWrite, lastWrite, lastWrite]);
  });

  test('since another version took its place, when a destination keeps all of them', () => {
    const [first, second] = retirable(weekly, [
      versionsOf(lineageSecret('a', 35), lineageSecret('c', 21), lineageSecret('e', 7)),
    ]);
    expect(first).toMatchObject({ secret: { keyId: 'a' }, since: new Date(daysAgo(21).getTime() + minute) });
    expect(second).toMatchObject({ secret: { keyId: 'b' }, cause: 'unstored' });
    const again = retirable(
      [lineageSecret('a', 20), lineageSecret('b', 10)],
      [versionsOf(lineageSecret('a', 20), lineageSecret('a', 15), lineageSecret('b', 10))],
    );
    expect(again[0]?.since).toEqual(new Date(daysAgo(10).getTime() + minute));
  });

  test('when no destination ever held it, and its run can store it no more', () => {
    const left = lineageSecret('left', 2);
    expect(retirable([lineageSecret('e', 7), left], [writtenAt(lastWrite)])).toEqual([
      {
        secret: left,
        cause: 'unstored',
        since: new Date(daysAgo(2).getTime() + 40 * minute),
        due: new Date(daysAgo(2).getTime() + 40 * minute),
      },
    ]);
    expect(
      retirable([lineageSecret('e', 7), left], [writtenAt(lastWrite)], { retireAfter: undefined }),
    ).toMatchObject([{ cause: 'unstored', due: undefined }]);
    const under = lineageSecret('under', 40 / 1440);
    expect(retirable([lineageSecret('e', 7), under], [writtenAt(lastWrite)])).toEqual([]);
    expect(retirable([lineageSecret('e', 7), left], [writtenAt(lastWrite), empty])).toEqual([]);
    expect(retirable([lineageSecret('e', 7), left], [undefined])).toEqual([]);
  });

  test('for good, when none is ever removed', () => {
    const [first] = retirable(weekly, [writtenAt(lastWrite)], { retireAfter: undefined });
    expect(first?.due).toBeUndefined();
    const [expired] = retirable(
      [lineageSecret('old', 90, 3), lineageSecret('e', 7)],
      [writtenAt(lastWrite)],
      {
        retireAfter: undefined,
      },
    );
    expect(expired).toMatchObject({ cause: 'expired', due: undefined });
  });

  test('when it has expired, though nobody can say what the destinations hold', () => {
    const expired = lineageSecret('old', 90, 3);
    for (const evidence of [
      [undefined],
      [empty],
      [writtenAt(daysAgo(2))],
      [versionsTagged(daysAgo(2))],
      [],
    ]) {
      expect(retirable([expired, lineageSecret('e', 7)], evidence)).toEqual([
        { secret: expired, cause: 'expired', since: daysAgo(3), due: daysAgo(3) },
      ]);
    }
  });

  test('when it never expires, and is superseded', () => {
    const forever = { ...lineageSecret('d', 14), endDateTime: null };
    expect(retirable([forever, lineageSecret('e', 7)], [writtenAt(lastWrite)])).toMatchObject([
      { secret: forever, cause: 'superseded', since: lastWrite },
    ]);
  });

  test('not when it started at the same time as the one that took its place', () => {
    const twin = { ...lineageSecret('d', 7), startDateTime: lineageSecret('e', 7).startDateTime };
    const evidence = versions(version(daysAgo(7), 'd'), version(lastWrite, 'e'));
    expect(retirable([twin, lineageSecret('e', 7)], [evidence])).toEqual([]);
  });

  test('when it expires this very moment', () => {
    expect(keyIds(retirable([lineageSecret('old', 90, 0), lineageSecret('e', 7)], [undefined]))).toEqual([
      'old',
    ]);
  });

  test('not when it is the newest, expired or not', () => {
    expect(retirable([lineageSecret('old', 90, 3)], [empty])).toEqual([]);
  });

  test('not when a destination may hold it, expired or not', () => {
    expect(
      keyIds(
        retirable([lineageSecret('old', 90, 3), lineageSecret('e', 7)], [versionsTagged(daysAgo(90), 'old')]),
      ),
    ).toEqual(['e']);
    const near = lineageSecret('near', 7 + 1 / 144);
    expect(retirable([near, lineageSecret('e', 7)], [writtenAt(lastWrite)])).toEqual([]);
  });

  test.each([
    ['nothing', empty],
    ['what somebody else wrote', writtenAt(daysAgo(2))],
    ['what nobody noted', versionsTagged(daysAgo(2))],
  ])('not while it lives and a destination holds %s', (_, evidence) => {
    expect(retirable(weekly, [writtenAt(lastWrite), evidence])).toEqual([]);
  });

  test('not while it lives and no destination can prove anything', () => {
    expect(retirable(weekly, [undefined])).toEqual([]);
  });

  test('not when it is newer than what took its place: somebody went back to an older one', () => {
    const [older, newer] = [lineageSecret('a', 20), lineageSecret('b', 15)];
    const back = versions(version(daysAgo(20), 'a'), version(daysAgo(15), 'b'), version(daysAgo(10), 'a'));
    expect(retirable([older, newer], [back])).toEqual([]);
    expect(
      retirable([older, newer, { ...newer, keyId: 'c' }], [back, versionsTagged(daysAgo(15), 'c')]),
    ).toEqual([]);
  });

  test('when one destination holds an older one, and another took a newer one instead', () => {
    const found = retirable(weekly, [versionsOf(lineageSecret('a', 35)), versionsOf(...weekly)]);
    expect(keyIds(found)).toEqual(['b', 'c', 'd']);
  });

  test('not while it is one of several that may be in use', () => {
    const evidence = versionsOf(lineageSecret('a', 35), lineageSecret('b', 7), lineageSecret('e', 7));
    expect(
      keyIds(retirable([lineageSecret('a', 35), lineageSecret('b', 28), lineageSecret('e', 7)], [evidence])),
    ).toEqual(['a']);
  });
});

describe('a second look', () => {
  const planned = retirable(weekly, [writtenAt(lastWrite)]);
  const confirmedBy = (
    credentials: readonly PasswordCredential[],
    ...evidence: readonly (Evidence | undefined)[]
  ): readonly string[] =>
    keyIds(
      confirmRetirable(
        planned,
        findManagedSecrets(provenance, policy, credentials),
        evidence.map((one) => destination(one)),
        policy.maxStoreDelay,
      ),
    );

  test('confirms what it shows as the first one did', () => {
    expect(keyIds(planned)).toEqual(['a', 'b', 'c', 'd']);
    expect(confirmedBy(weekly, writtenAt(lastWrite))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('does not confirm what it does not show', () => {
    expect(confirmedBy(weekly.slice(1), writtenAt(lastWrite))).toEqual(['b', 'c', 'd']);
  });

  test('does not confirm what a destination may hold by now', () => {
    expect(confirmedBy(weekly, versionsTagged(daysAgo(28), 'b'))).toEqual(['a', 'c', 'd']);
    expect(confirmedBy(weekly, versionsTagged(daysAgo(7), 'e', 'b'))).toEqual(['a', 'c', 'd']);
  });

  test('confirms nothing that lives when somebody else has written', () => {
    expect(confirmedBy(weekly, writtenAt(daysAgo(0)))).toEqual([]);
    expect(confirmedBy(weekly, undefined)).toEqual([]);
  });

  test('confirms an expired one all the same', () => {
    const old = lineageSecret('old', 90, 3);
    const gone = retirable([old, lineageSecret('e', 7)], [empty]);
    const own2 = findManagedSecrets(provenance, policy, [old, lineageSecret('e', 7)]);
    expect(keyIds(confirmRetirable(gone, own2, [destination(empty)], policy.maxStoreDelay))).toEqual(['old']);
  });
});

describe('a disabled version', () => {
  const [older, newer] = [lineageSecret('a', 20), lineageSecret('b', 10)];

  test('is held by nobody, so nothing that lives is clear to go', () => {
    const disabled = versions(version(daysAgo(10), 'b', { enabled: false, changedAt: daysAgo(1) }));
    expect(retirable([older, newer], [disabled])).toEqual([]);
  });

  test('does not take the place of the version before it', () => {
    const evidence = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'b', { enabled: false }));
    expect(retirable([older, newer], [evidence])).toEqual([]);
  });

  test('was in use until it was disabled, or replaced before that', () => {
    const third = lineageSecret('c', 3);
    const since = (changedAt: Date): Date | undefined =>
      retirable(
        [newer, third],
        [versions(version(daysAgo(10), 'b', { enabled: false, changedAt }), version(daysAgo(3), 'c'))],
      )[0]?.since;
    expect(since(daysAgo(5))).toEqual(daysAgo(5));
    expect(since(daysAgo(1))).toEqual(daysAgo(3));
  });
});

describe('a tag that was copied, or came back with a backup,', () => {
  const [older, newer] = [lineageSecret('a', 20), lineageSecret('b', 10)];

  test.each([
    [
      'carries the identity of another write',
      version(daysAgo(10), 'b', { writeId: `a ${daysAgo(20).getTime()}` }),
    ],
    ['was written long after its secret was added', version(daysAgo(9), 'b')],
    ['was not written by this action', version(daysAgo(10), 'b', { writeId: undefined })],
  ])('keeps its secret, and vouches for no value, when it %s', (_, odd) => {
    expect(retirable([older, newer], [versions(version(daysAgo(20), 'a'), odd)])).toEqual([]);
  });

  test('keeps a secret whose value may have come back', () => {
    const restored = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'b'), version(daysAgo(1), 'a'));
    expect(retirable([older, newer, lineageSecret('c', 1)], [restored])).toEqual([]);
  });
});

describe('an adopted secret', () => {
  const hand = { ...lineageSecret('hand', 100), displayName: 'made by hand' };
  const adopt = { adopt: ['hand'] };
  const stored = lineageSecret('new', 10);
  const at = new Date(daysAgo(10).getTime() + minute);
  const due = new Date(at.getTime() + 7 * 86_400_000);

  test('is superseded since the last write of a later secret that every destination holds', () => {
    expect(retirable([hand, stored], [writtenAt(at)], adopt)).toEqual([
      { secret: hand, cause: 'superseded', since: at, due },
    ]);
    const later = new Date(at.getTime() + 5 * minute);
    expect(retirable([hand, stored], [writtenAt(later), versionsOf(stored)], adopt)).toMatchObject([
      { since: later },
    ]);
    expect(retirable([hand, stored], [writtenAt(at)])).toEqual([]);
  });

  test('is superseded when it never expires, and expires to the moment', () => {
    const ending = (endDateTime: Date | null): readonly RetirableSecret[] =>
      retirable([{ ...hand, endDateTime }, stored], [writtenAt(at)], adopt);
    expect(ending(null)).toMatchObject([{ cause: 'superseded', since: at }]);
    expect(ending(now)).toMatchObject([{ cause: 'expired', since: now }]);
  });

  test('is in the order of age with the secrets of the lineage', () => {
    const older = lineageSecret('older', 200);
    const newer = lineageSecret('newer', 50);
    const all = [newer, hand, older, stored];
    expect(keyIds(retirable(all, [writtenAt(at)], adopt))).toEqual(['older', 'hand', 'newer']);
  });

  test('may be one of this action, of an earlier lineage', () => {
    const earlier = { ...hand, displayName: descriptionWith('aaaaaa', { digest: otherDigest }) };
    expect(keyIds(retirable([earlier, stored], [writtenAt(at)], adopt))).toEqual(['hand']);
  });

  test('stays when it started later than what the destinations hold, or nobody knows when', () => {
    expect(retirable([{ ...hand, startDateTime: null }, stored], [writtenAt(at)], adopt)).toEqual([]);
    expect(retirable([{ ...hand, startDateTime: daysAgo(3) }, stored], [writtenAt(at)], adopt)).toEqual([]);
    const twin = { ...hand, startDateTime: stored.startDateTime };
    expect(retirable([twin, stored], [versionsOf(stored)], adopt)).toEqual([]);
  });

  test('stays while a destination may hold it', () => {
    const near = { ...hand, startDateTime: new Date(stored.startDateTime.getTime() - 10 * minute) };
    expect(retirable([near, stored], [writtenAt(at)], adopt)).toEqual([]);
    const restored = versions(version(daysAgo(10), 'new'), version(daysAgo(10), 'hand'));
    expect(retirable([hand, stored], [restored], adopt)).toEqual([]);
  });

  test.each([
    ['holds nothing', empty],
    ['was written by another process', writtenAt(daysAgo(2))],
    ['holds an older secret of the lineage', versionsOf(lineageSecret('older', 20))],
    ['cannot tell', undefined],
  ])('stays while a destination %s', (_, evidence) => {
    const witnessesOf = evidence === undefined ? [undefined] : [writtenAt(at), evidence];
    expect(keyIds(retirable([hand, lineageSecret('older', 20), stored], witnessesOf, adopt))).not.toContain(
      'hand',
    );
  });

  test('is never left unstored, and never the current one', () => {
    const alone = { ...hand, startDateTime: daysAgo(3) };
    expect(retirable([alone, stored], [writtenAt(at)], adopt)).toEqual([]);
    expect(retirable([hand], [writtenAt(at)], adopt)).toEqual([]);
  });

  test('goes when it has expired, once the lineage has a secret', () => {
    const expired = { ...hand, endDateTime: daysAgo(2) };
    expect(retirable([expired, stored], [empty], adopt)).toEqual([
      { secret: expired, cause: 'expired', since: daysAgo(2), due: daysAgo(2) },
    ]);
    expect(retirable([expired], [empty], adopt)).toEqual([]);
  });

  test('of the own lineage is named without effect', () => {
    expect(retirable([lineageSecret('hand', 100), stored], [writtenAt(at)], adopt)).toEqual(
      retirable([lineageSecret('hand', 100), stored], [writtenAt(at)]),
    );
  });

  test('is confirmed by a second look only while its successor is in every destination', () => {
    const asked = { ...policy, ...adopt };
    const planned = retirable([hand, stored], [writtenAt(at)], adopt);
    const second = (...evidence: readonly Evidence[]): readonly string[] =>
      keyIds(
        confirmRetirable(
          planned,
          findManagedSecrets(provenance, asked, [lineageSecret('older', 20), hand, stored]),
          evidence.map((one) => destination(one)),
          policy.maxStoreDelay,
        ),
      );
    expect(second(writtenAt(at))).toEqual(['hand']);
    expect(second(writtenAt(daysAgo(1)))).toEqual([]);
    expect(second(writtenAt(at), empty)).toEqual([]);
    expect(second(writtenAt(at), versionsOf(lineageSecret('older', 20)))).toEqual([]);
  });
});

test('an expiry and a grace count by the slowest clock, a renewal by the clock of Microsoft Graph', () => {
  const given = planInput(
    [lineageSecret('d', 14), lineageSecret('e', 7, -30.5)],
    destination(writtenAt(lastWrite)),
  );
  const behind = new Date(now.getTime() - 86_400_000);
  const ahead = new Date(now.getTime() + 86_400_000);
  expect(planRotation(given, provenance, policy, { now: ahead, earliestNow: behind })).toMatchObject({
    kind: 'add',
    reasons: [{ kind: 'due' }],
    retire: [],
    retained: [{ secret: { keyId: 'd' } }],
  });
  expect(planRotation(given, provenance, policy, { now: behind, earliestNow: ahead })).toMatchObject({
    kind: 'keep',
    retire: [{ secret: { keyId: 'd' } }],
  });
});
