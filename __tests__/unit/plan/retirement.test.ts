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
  ago,
  empty,
  facts,
  lineage,
  minute,
  named,
  noted,
  now,
  otherDigest,
  own,
  place,
  policy,
  version,
  versions,
  versionsOf,
  written,
} from '../../helpers/histories.ts';

function retirable(
  credentials: readonly PasswordCredential[],
  evidence: readonly (Evidence | undefined)[],
  changes: Partial<typeof policy> = {},
): readonly RetirableSecret[] {
  const asked = { ...policy, ...changes };
  const managed = findManagedSecrets(lineage, asked, credentials);
  const destinations = findObservableDestinations(
    evidence.map((one) => place(one)),
    managed.own,
    asked.maxStoreDelay,
  );
  return findRetirableSecrets(managed, destinations, asked, now);
}

const keyIds = (found: readonly RetirableSecret[]): readonly string[] =>
  found.map(({ secret }) => secret.keyId);

const weekly = [own('a', 35), own('b', 28), own('c', 21), own('d', 14), own('e', 7)];
const lastWrite = new Date(ago(7).getTime() + minute);

describe('a secret is retirable', () => {
  test('since its successor came to the destination', () => {
    expect(retirable([own('d', 14), own('e', 7)], [written(lastWrite)])).toEqual([
      {
        secret: own('d', 14),
        cause: 'superseded',
        since: lastWrite,
        due: new Date(lastWrite.getTime() + 7 * 86_400_000),
      },
    ]);
  });

  test('since the last write that GitHub shows, however long ago it was replaced: a write that is not seen proves nothing', () => {
    const since = retirable(weekly, [written(lastWrite)]).map((one) => one.since);
    expect(since).toEqual([lastWrite, lastWrite, lastWrite, lastWrite]);
  });

  test('since the last write, when the secret between was never stored: it was in use until then', () => {
    // X was in use, Y was never stored, Z was stored yesterday.
    const [x, y, z] = [own('x', 40), own('y', 10), own('z', 1)];
    const stored = new Date(ago(1).getTime() + minute);
    expect(retirable([x, y, z], [written(stored)])).toMatchObject([
      { secret: { keyId: 'x' }, since: stored, due: new Date(stored.getTime() + 7 * 86_400_000) },
      { secret: { keyId: 'y' }, since: stored },
    ]);
  });

  test('since the last destination gave it up', () => {
    const later = new Date(ago(7).getTime() + 20 * minute);
    const since = (...evidence: readonly Evidence[]): Date | undefined =>
      retirable([own('d', 14), own('e', 7)], evidence)[0]?.since;
    expect(since(written(lastWrite), written(later))).toEqual(later);
    expect(since(written(later), written(lastWrite))).toEqual(later);
    expect(since(versionsOf(own('d', 14), own('e', 7)), written(later))).toEqual(later);
    expect(since(written(later), versionsOf(own('d', 14), own('e', 7)))).toEqual(later);
  });

  test('since the last write, in a destination that may have missed the one before', () => {
    const since = retirable(weekly, [written(lastWrite), written(lastWrite)]).map((one) => one.since);
    expect(since).toEqual([lastWrite, lastWrite, lastWrite, lastWrite]);
  });

  test('since another version took its place, when a destination keeps all of them', () => {
    const [first, second] = retirable(weekly, [versionsOf(own('a', 35), own('c', 21), own('e', 7))]);
    expect(first).toMatchObject({ secret: { keyId: 'a' }, since: new Date(ago(21).getTime() + minute) });
    expect(second).toMatchObject({ secret: { keyId: 'b' }, cause: 'unstored' });
    const again = retirable(
      [own('a', 20), own('b', 10)],
      [versionsOf(own('a', 20), own('a', 15), own('b', 10))],
    );
    expect(again[0]?.since).toEqual(new Date(ago(10).getTime() + minute));
  });

  test('when no destination ever held it, and its run can store it no more', () => {
    const left = own('left', 2);
    expect(retirable([own('e', 7), left], [written(lastWrite)])).toEqual([
      {
        secret: left,
        cause: 'unstored',
        since: new Date(ago(2).getTime() + 40 * minute),
        due: new Date(ago(2).getTime() + 40 * minute),
      },
    ]);
    expect(retirable([own('e', 7), left], [written(lastWrite)], { retireAfter: undefined })).toMatchObject([
      { cause: 'unstored', due: undefined },
    ]);
    const under = own('under', 40 / 1440);
    expect(retirable([own('e', 7), under], [written(lastWrite)])).toEqual([]);
    expect(retirable([own('e', 7), left], [written(lastWrite), empty])).toEqual([]);
    expect(retirable([own('e', 7), left], [undefined])).toEqual([]);
  });

  test('for good, when none is ever removed', () => {
    const [first] = retirable(weekly, [written(lastWrite)], { retireAfter: undefined });
    expect(first?.due).toBeUndefined();
    const [expired] = retirable([own('old', 90, 3), own('e', 7)], [written(lastWrite)], {
      retireAfter: undefined,
    });
    expect(expired).toMatchObject({ cause: 'expired', due: undefined });
  });

  test('when it has expired, though nobody can say what the destinations hold', () => {
    const expired = own('old', 90, 3);
    for (const evidence of [[undefined], [empty], [written(ago(2))], [noted(ago(2))], []]) {
      expect(retirable([expired, own('e', 7)], evidence)).toEqual([
        { secret: expired, cause: 'expired', since: ago(3), due: ago(3) },
      ]);
    }
  });

  test('when it never expires, and is superseded', () => {
    const forever = { ...own('d', 14), endDateTime: null };
    expect(retirable([forever, own('e', 7)], [written(lastWrite)])).toMatchObject([
      { secret: forever, cause: 'superseded', since: lastWrite },
    ]);
  });

  test('not when it started at the same time as the one that took its place', () => {
    const twin = { ...own('d', 7), startDateTime: own('e', 7).startDateTime };
    const evidence = versions(version(ago(7), 'd'), version(lastWrite, 'e'));
    expect(retirable([twin, own('e', 7)], [evidence])).toEqual([]);
  });

  test('when it expires this very moment', () => {
    expect(keyIds(retirable([own('old', 90, 0), own('e', 7)], [undefined]))).toEqual(['old']);
  });

  test('not when it is the newest, expired or not', () => {
    expect(retirable([own('old', 90, 3)], [empty])).toEqual([]);
  });

  test('not when a destination may hold it, expired or not', () => {
    expect(keyIds(retirable([own('old', 90, 3), own('e', 7)], [noted(ago(90), 'old')]))).toEqual(['e']);
    const near = own('near', 7 + 1 / 144);
    expect(retirable([near, own('e', 7)], [written(lastWrite)])).toEqual([]);
  });

  test.each([
    ['nothing', empty],
    ['what somebody else wrote', written(ago(2))],
    ['what nobody noted', noted(ago(2))],
  ])('not while it lives and a destination holds %s', (_, evidence) => {
    expect(retirable(weekly, [written(lastWrite), evidence])).toEqual([]);
  });

  test('not while it lives and no destination can prove anything', () => {
    expect(retirable(weekly, [undefined])).toEqual([]);
  });

  test('not when it is newer than what took its place: somebody went back to an older one', () => {
    const [older, newer] = [own('a', 20), own('b', 15)];
    const back = versions(version(ago(20), 'a'), version(ago(15), 'b'), version(ago(10), 'a'));
    expect(retirable([older, newer], [back])).toEqual([]);
    expect(retirable([older, newer, { ...newer, keyId: 'c' }], [back, noted(ago(15), 'c')])).toEqual([]);
  });

  test('when one destination holds an older one, and another took a newer one instead', () => {
    const found = retirable(weekly, [versionsOf(own('a', 35)), versionsOf(...weekly)]);
    expect(keyIds(found)).toEqual(['b', 'c', 'd']);
  });

  test('not while it is one of several that may be in use', () => {
    const evidence = versionsOf(own('a', 35), own('b', 7), own('e', 7));
    expect(keyIds(retirable([own('a', 35), own('b', 28), own('e', 7)], [evidence]))).toEqual(['a']);
  });
});

describe('a second look', () => {
  const planned = retirable(weekly, [written(lastWrite)]);
  const confirmedBy = (
    credentials: readonly PasswordCredential[],
    ...evidence: readonly (Evidence | undefined)[]
  ): readonly string[] =>
    keyIds(
      confirmRetirable(
        planned,
        findManagedSecrets(lineage, policy, credentials),
        evidence.map((one) => place(one)),
        policy.maxStoreDelay,
      ),
    );

  test('confirms what it shows as the first one did', () => {
    expect(keyIds(planned)).toEqual(['a', 'b', 'c', 'd']);
    expect(confirmedBy(weekly, written(lastWrite))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('does not confirm what it does not show', () => {
    expect(confirmedBy(weekly.slice(1), written(lastWrite))).toEqual(['b', 'c', 'd']);
  });

  test('does not confirm what a destination may hold by now', () => {
    expect(confirmedBy(weekly, noted(ago(28), 'b'))).toEqual(['a', 'c', 'd']);
    expect(confirmedBy(weekly, noted(ago(7), 'e', 'b'))).toEqual(['a', 'c', 'd']);
  });

  test('confirms nothing that lives when somebody else has written', () => {
    expect(confirmedBy(weekly, written(ago(0)))).toEqual([]);
    expect(confirmedBy(weekly, undefined)).toEqual([]);
  });

  test('confirms an expired one all the same', () => {
    const old = own('old', 90, 3);
    const gone = retirable([old, own('e', 7)], [empty]);
    const own2 = findManagedSecrets(lineage, policy, [old, own('e', 7)]);
    expect(keyIds(confirmRetirable(gone, own2, [place(empty)], policy.maxStoreDelay))).toEqual(['old']);
  });
});

describe('a disabled version', () => {
  const [older, newer] = [own('a', 20), own('b', 10)];

  test('is held by nobody, so nothing that lives is clear to go', () => {
    const disabled = versions(version(ago(10), 'b', { enabled: false, changedAt: ago(1) }));
    expect(retirable([older, newer], [disabled])).toEqual([]);
  });

  test('does not take the place of the version before it', () => {
    const evidence = versions(version(ago(20), 'a'), version(ago(10), 'b', { enabled: false }));
    expect(retirable([older, newer], [evidence])).toEqual([]);
  });

  test('was in use until it was disabled, or replaced before that', () => {
    const third = own('c', 3);
    const since = (changedAt: Date): Date | undefined =>
      retirable(
        [newer, third],
        [versions(version(ago(10), 'b', { enabled: false, changedAt }), version(ago(3), 'c'))],
      )[0]?.since;
    expect(since(ago(5))).toEqual(ago(5));
    expect(since(ago(1))).toEqual(ago(3));
  });
});

describe('a tag that was copied, or came back with a backup,', () => {
  const [older, newer] = [own('a', 20), own('b', 10)];

  test.each([
    ['carries the identity of another write', version(ago(10), 'b', { writeId: `a ${ago(20).getTime()}` })],
    ['was written long after its secret was added', version(ago(9), 'b')],
    ['was not written by this action', version(ago(10), 'b', { writeId: undefined })],
  ])('keeps its secret, and vouches for no value, when it %s', (_, odd) => {
    expect(retirable([older, newer], [versions(version(ago(20), 'a'), odd)])).toEqual([]);
  });

  test('keeps a secret whose value may have come back', () => {
    const restored = versions(version(ago(20), 'a'), version(ago(10), 'b'), version(ago(1), 'a'));
    expect(retirable([older, newer, own('c', 1)], [restored])).toEqual([]);
  });
});

describe('an adopted secret', () => {
  const hand = { ...own('hand', 100), displayName: 'made by hand' };
  const adopt = { adopt: ['hand'] };
  const stored = own('new', 10);
  const at = new Date(ago(10).getTime() + minute);
  const due = new Date(at.getTime() + 7 * 86_400_000);

  test('is superseded since the last write of a later secret that every destination holds', () => {
    expect(retirable([hand, stored], [written(at)], adopt)).toEqual([
      { secret: hand, cause: 'superseded', since: at, due },
    ]);
    const later = new Date(at.getTime() + 5 * minute);
    expect(retirable([hand, stored], [written(later), versionsOf(stored)], adopt)).toMatchObject([
      { since: later },
    ]);
    expect(retirable([hand, stored], [written(at)])).toEqual([]);
  });

  test('is superseded when it never expires, and expires to the moment', () => {
    const ending = (endDateTime: Date | null): readonly RetirableSecret[] =>
      retirable([{ ...hand, endDateTime }, stored], [written(at)], adopt);
    expect(ending(null)).toMatchObject([{ cause: 'superseded', since: at }]);
    expect(ending(now)).toMatchObject([{ cause: 'expired', since: now }]);
  });

  test('is in the order of age with the secrets of the lineage', () => {
    const older = own('older', 200);
    const newer = own('newer', 50);
    const all = [newer, hand, older, stored];
    expect(keyIds(retirable(all, [written(at)], adopt))).toEqual(['older', 'hand', 'newer']);
  });

  test('may be one of this action, of an earlier lineage', () => {
    const earlier = { ...hand, displayName: named('aaaaaa', { digest: otherDigest }) };
    expect(keyIds(retirable([earlier, stored], [written(at)], adopt))).toEqual(['hand']);
  });

  test('stays when it started later than what the destinations hold, or nobody knows when', () => {
    expect(retirable([{ ...hand, startDateTime: null }, stored], [written(at)], adopt)).toEqual([]);
    expect(retirable([{ ...hand, startDateTime: ago(3) }, stored], [written(at)], adopt)).toEqual([]);
    const twin = { ...hand, startDateTime: stored.startDateTime };
    expect(retirable([twin, stored], [versionsOf(stored)], adopt)).toEqual([]);
  });

  test('stays while a destination may hold it', () => {
    const near = { ...hand, startDateTime: new Date(stored.startDateTime.getTime() - 10 * minute) };
    expect(retirable([near, stored], [written(at)], adopt)).toEqual([]);
    const restored = versions(version(ago(10), 'new'), version(ago(10), 'hand'));
    expect(retirable([hand, stored], [restored], adopt)).toEqual([]);
  });

  test.each([
    ['holds nothing', empty],
    ['was written by another process', written(ago(2))],
    ['holds an older secret of the lineage', versionsOf(own('older', 20))],
    ['cannot tell', undefined],
  ])('stays while a destination %s', (_, evidence) => {
    const witnessesOf = evidence === undefined ? [undefined] : [written(at), evidence];
    expect(keyIds(retirable([hand, own('older', 20), stored], witnessesOf, adopt))).not.toContain('hand');
  });

  test('is never left unstored, and never the current one', () => {
    const alone = { ...hand, startDateTime: ago(3) };
    expect(retirable([alone, stored], [written(at)], adopt)).toEqual([]);
    expect(retirable([hand], [written(at)], adopt)).toEqual([]);
  });

  test('goes when it has expired, once the lineage has a secret', () => {
    const expired = { ...hand, endDateTime: ago(2) };
    expect(retirable([expired, stored], [empty], adopt)).toEqual([
      { secret: expired, cause: 'expired', since: ago(2), due: ago(2) },
    ]);
    expect(retirable([expired], [empty], adopt)).toEqual([]);
  });

  test('of the own lineage is named without effect', () => {
    expect(retirable([own('hand', 100), stored], [written(at)], adopt)).toEqual(
      retirable([own('hand', 100), stored], [written(at)]),
    );
  });

  test('is confirmed by a second look only while its successor is in every destination', () => {
    const asked = { ...policy, ...adopt };
    const planned = retirable([hand, stored], [written(at)], adopt);
    const second = (...evidence: readonly Evidence[]): readonly string[] =>
      keyIds(
        confirmRetirable(
          planned,
          findManagedSecrets(lineage, asked, [own('older', 20), hand, stored]),
          evidence.map((one) => place(one)),
          policy.maxStoreDelay,
        ),
      );
    expect(second(written(at))).toEqual(['hand']);
    expect(second(written(ago(1)))).toEqual([]);
    expect(second(written(at), empty)).toEqual([]);
    expect(second(written(at), versionsOf(own('older', 20)))).toEqual([]);
  });
});

test('an expiry and a grace count by the slowest clock, a renewal by the clock of Microsoft Graph', () => {
  const given = facts([own('d', 14), own('e', 7, -30.5)], place(written(lastWrite)));
  const behind = new Date(now.getTime() - 86_400_000);
  const ahead = new Date(now.getTime() + 86_400_000);
  expect(planRotation(given, lineage, policy, { now: ahead, earliestNow: behind })).toMatchObject({
    kind: 'add',
    reasons: [{ kind: 'due' }],
    retire: [],
    retained: [{ secret: { keyId: 'd' } }],
  });
  expect(planRotation(given, lineage, policy, { now: behind, earliestNow: ahead })).toMatchObject({
    kind: 'keep',
    retire: [{ secret: { keyId: 'd' } }],
  });
});
