import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../../src/plan/evidence.ts';
import {
  day,
  daysAgo,
  empty,
  lineageSecret,
  minute,
  version,
  versions,
  versionsOf,
  versionsTagged,
  writtenAt,
} from '../../helpers/histories.ts';
import { findRetirable, keyIdsOf } from '../../helpers/retirable.ts';

const [older, newest] = [lineageSecret('d', 14), lineageSecret('e', 7)];
/** A new secret each week; the destinations hold the newest one, `e`. */
const weekly = [lineageSecret('a', 35), lineageSecret('b', 28), lineageSecret('c', 21), older, newest];
const lastWrite = new Date(newest.startDateTime.getTime() + minute);

describe('a superseded secret', () => {
  test('is retirable since its successor was stored', () => {
    expect(findRetirable([older, newest], [writtenAt(lastWrite)])).toEqual([
      {
        secret: older,
        cause: 'superseded',
        since: lastWrite,
        due: new Date(lastWrite.getTime() + 7 * day),
      },
    ]);
  });

  test('is retirable even when it never expires', () => {
    const withoutEnd = { ...older, endDateTime: null };
    expect(findRetirable([withoutEnd, newest], [writtenAt(lastWrite)])).toMatchObject([
      { secret: withoutEnd, cause: 'superseded', since: lastWrite },
    ]);
  });

  test('is retirable since the last write in GitHub, even if an earlier one replaced it', () => {
    for (const evidence of [[writtenAt(lastWrite)], [writtenAt(lastWrite), writtenAt(lastWrite)]]) {
      const since = findRetirable(weekly, evidence).map((retirable) => retirable.since);
      expect(since).toEqual([lastWrite, lastWrite, lastWrite, lastWrite]);
    }
  });

  test('is retirable since the last write when its first successor was never stored: it was in use until then', () => {
    const inUse = lineageSecret('x', 40);
    const neverStored = lineageSecret('y', 10);
    const storedYesterday = lineageSecret('z', 1);
    const since = new Date(daysAgo(1).getTime() + minute);
    expect(findRetirable([inUse, neverStored, storedYesterday], [writtenAt(since)])).toMatchObject([
      { secret: { keyId: 'x' }, since, due: new Date(since.getTime() + 7 * day) },
      { secret: { keyId: 'y' }, since },
    ]);
  });

  test('is retirable since the last of several destinations replaced it', () => {
    const later = new Date(daysAgo(7).getTime() + 20 * minute);
    const inVault = versionsOf(older, newest);
    const since = (...evidence: readonly Evidence[]): Date | undefined =>
      findRetirable([older, newest], evidence)[0]?.since;
    expect(since(writtenAt(lastWrite), writtenAt(later))).toEqual(later);
    expect(since(writtenAt(later), writtenAt(lastWrite))).toEqual(later);
    expect(since(inVault, writtenAt(later))).toEqual(later);
    expect(since(writtenAt(later), inVault)).toEqual(later);
  });

  test('is retirable since the next version in Key Vault', () => {
    const [a, , c] = weekly;
    if (a === undefined || c === undefined) throw new Error('weekly has five secrets');
    const retirable = findRetirable(weekly, [versionsOf(a, c, newest)]);
    expect(retirable[0]).toMatchObject({ secret: a, since: new Date(daysAgo(21).getTime() + minute) });
    expect(retirable[1]).toMatchObject({ secret: { keyId: 'b' }, cause: 'unstored' });
  });

  test('is retirable since the version after its newest one when it was stored twice', () => {
    const first = lineageSecret('a', 20);
    const evidence = versionsOf(first, lineageSecret('a', 15), lineageSecret('b', 10));
    const [retirable] = findRetirable([first, lineageSecret('b', 10)], [evidence]);
    expect(retirable?.since).toEqual(new Date(daysAgo(10).getTime() + minute));
  });

  test('is retirable when one destination holds an older secret and another one replaced it with a newer one', () => {
    const retirable = findRetirable(weekly, [versionsOf(lineageSecret('a', 35)), versionsOf(...weekly)]);
    expect(keyIdsOf(retirable)).toEqual(['b', 'c', 'd']);
  });

  test('is never due when `retire-after` is `never`', () => {
    const [first] = findRetirable(weekly, [writtenAt(lastWrite)], { retireAfter: undefined });
    expect(first?.due).toBeUndefined();
  });

  test('is kept when it started at the same time as its successor', () => {
    const twin = { ...older, startDateTime: newest.startDateTime };
    const evidence = versions(version(daysAgo(7), 'd'), version(lastWrite, 'e'));
    expect(findRetirable([twin, newest], [evidence])).toEqual([]);
  });

  test('is kept when it is newer than what the destinations hold, since an older one was restored', () => {
    const [a, b] = [lineageSecret('a', 20), lineageSecret('b', 15)];
    const restored = versions(
      version(daysAgo(20), 'a'),
      version(daysAgo(15), 'b'),
      version(daysAgo(10), 'a'),
    );
    expect(findRetirable([a, b], [restored])).toEqual([]);
    const twin = { ...b, keyId: 'c' };
    expect(findRetirable([a, b, twin], [restored, versionsTagged(daysAgo(15), 'c')])).toEqual([]);
  });

  test('is kept while a destination may hold it', () => {
    const tenMinutesOlder = lineageSecret('near', 7 + 1 / 144);
    expect(findRetirable([tenMinutesOlder, newest], [writtenAt(lastWrite)])).toEqual([]);
  });

  test('is kept while it is one of several secrets that may be in use', () => {
    const [a, b] = [lineageSecret('a', 35), lineageSecret('b', 28)];
    const evidence = versionsOf(a, lineageSecret('b', 7), newest);
    expect(keyIdsOf(findRetirable([a, b, newest], [evidence]))).toEqual(['a']);
  });

  test.each([
    ['is empty', empty],
    ['was written by another process', writtenAt(daysAgo(2))],
    ['has a version without tags', versionsTagged(daysAgo(2))],
  ])('is kept while a destination %s', (_, evidence) => {
    expect(findRetirable(weekly, [writtenAt(lastWrite), evidence])).toEqual([]);
  });

  test('is kept while no destination can be asked', () => {
    expect(findRetirable(weekly, [undefined])).toEqual([]);
  });
});

describe('an unstored secret', () => {
  const unstored = lineageSecret('left', 2);

  test('is retirable once its run can no longer store it', () => {
    const since = new Date(daysAgo(2).getTime() + 40 * minute);
    expect(findRetirable([newest, unstored], [writtenAt(lastWrite)])).toEqual([
      { secret: unstored, cause: 'unstored', since, due: since },
    ]);
    const fortyMinutesOld = lineageSecret('under', 40 / 1440);
    expect(findRetirable([newest, fortyMinutesOld], [writtenAt(lastWrite)])).toEqual([]);
  });

  test('is never due when `retire-after` is `never`', () => {
    const never = { retireAfter: undefined };
    expect(findRetirable([newest, unstored], [writtenAt(lastWrite)], never)).toMatchObject([
      { cause: 'unstored', due: undefined },
    ]);
  });

  test('is kept while a destination is empty or cannot be asked', () => {
    expect(findRetirable([newest, unstored], [writtenAt(lastWrite), empty])).toEqual([]);
    expect(findRetirable([newest, unstored], [undefined])).toEqual([]);
  });
});

describe('an expired secret', () => {
  const expired = lineageSecret('old', 90, 3);

  test('is retirable even when it is not known what the destinations hold', () => {
    const cases = [[undefined], [empty], [writtenAt(daysAgo(2))], [versionsTagged(daysAgo(2))], []];
    for (const evidence of cases) {
      expect(findRetirable([expired, newest], evidence)).toEqual([
        { secret: expired, cause: 'expired', since: daysAgo(3), due: daysAgo(3) },
      ]);
    }
  });

  test('is retirable from its end time on', () => {
    const expiresNow = lineageSecret('old', 90, 0);
    expect(keyIdsOf(findRetirable([expiresNow, newest], [undefined]))).toEqual(['old']);
  });

  test('is never due when `retire-after` is `never`', () => {
    const never = { retireAfter: undefined };
    expect(findRetirable([expired, newest], [writtenAt(lastWrite)], never)).toMatchObject([
      { cause: 'expired', due: undefined },
    ]);
  });

  test('is kept while it is the newest of the lineage', () => {
    expect(findRetirable([expired], [empty])).toEqual([]);
  });

  test('is kept while a destination may hold it', () => {
    const evidence = versionsTagged(daysAgo(90), 'old');
    expect(keyIdsOf(findRetirable([expired, newest], [evidence]))).toEqual(['e']);
  });
});

describe('a disabled version', () => {
  const [a, b] = [lineageSecret('a', 20), lineageSecret('b', 10)];

  test('holds no secret, so no live secret is retirable', () => {
    const disabled = version(daysAgo(10), 'b', { enabled: false, changedAt: daysAgo(1) });
    expect(findRetirable([a, b], [versions(disabled)])).toEqual([]);
  });

  test('does not replace the version before it', () => {
    const evidence = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'b', { enabled: false }));
    expect(findRetirable([a, b], [evidence])).toEqual([]);
  });

  test('held its secret until it was disabled or replaced, whichever came first', () => {
    const replacement = lineageSecret('c', 3);
    const since = (changedAt: Date): Date | undefined => {
      const disabled = version(daysAgo(10), 'b', { enabled: false, changedAt });
      return findRetirable([b, replacement], [versions(disabled, version(daysAgo(3), 'c'))])[0]?.since;
    };
    expect(since(daysAgo(5))).toEqual(daysAgo(5));
    expect(since(daysAgo(1))).toEqual(daysAgo(3));
  });
});

describe('a copied or restored tag', () => {
  const [a, b] = [lineageSecret('a', 20), lineageSecret('b', 10)];

  test.each([
    [
      'has the write ID of another version',
      version(daysAgo(10), 'b', { writeId: `a ${daysAgo(20).getTime()}` }),
    ],
    ['was written long after its secret was added', version(daysAgo(9), 'b')],
    ['has no write ID', version(daysAgo(10), 'b', { writeId: undefined })],
  ])('keeps its secret, but supersedes no other, when it %s', (_, untrusted) => {
    expect(findRetirable([a, b], [versions(version(daysAgo(20), 'a'), untrusted)])).toEqual([]);
  });

  test('keeps the secret whose value may have been restored', () => {
    const restored = versions(version(daysAgo(20), 'a'), version(daysAgo(10), 'b'), version(daysAgo(1), 'a'));
    expect(findRetirable([a, b, lineageSecret('c', 1)], [restored])).toEqual([]);
  });
});
