import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import {
  day,
  daysAgo,
  descriptionWith,
  empty,
  lineageSecret,
  minute,
  now,
  otherDigest,
  version,
  versions,
  versionsOf,
  writtenAt,
} from '../../helpers/histories.ts';
import { findRetirable, keyIdsOf } from '../../helpers/retirable.ts';

/** What is retirable when `adopt` names the key ID `hand`. */
const findRetirableAdopting = (
  credentials: readonly PasswordCredential[],
  ...evidence: readonly (Evidence | undefined)[]
): readonly RetirableSecret[] => findRetirable(credentials, evidence, { adopt: ['hand'] });

describe('an adopted secret', () => {
  const adopted = { ...lineageSecret('hand', 100), displayName: 'made by hand' };
  const successor = lineageSecret('new', 10);
  const lastWrite = new Date(successor.startDateTime.getTime() + minute);

  test('is superseded since the last write of a later secret that every destination holds', () => {
    expect(findRetirableAdopting([adopted, successor], writtenAt(lastWrite))).toEqual([
      {
        secret: adopted,
        cause: 'superseded',
        since: lastWrite,
        due: new Date(lastWrite.getTime() + 7 * day),
      },
    ]);
    const later = new Date(lastWrite.getTime() + 5 * minute);
    expect(
      findRetirableAdopting([adopted, successor], writtenAt(later), versionsOf(successor)),
    ).toMatchObject([{ since: later }]);
  });

  test('is superseded also when it never expires', () => {
    const withoutEnd = { ...adopted, endDateTime: null };
    expect(findRetirableAdopting([withoutEnd, successor], writtenAt(lastWrite))).toMatchObject([
      { cause: 'superseded', since: lastWrite },
    ]);
  });

  test('is expired from its end time on', () => {
    const expiresNow = { ...adopted, endDateTime: now };
    expect(findRetirableAdopting([expiresNow, successor], writtenAt(lastWrite))).toMatchObject([
      { cause: 'expired', since: now },
    ]);
  });

  test('is retirable when it has expired and the lineage has a secret', () => {
    const expired = { ...adopted, endDateTime: daysAgo(2) };
    expect(findRetirableAdopting([expired, successor], empty)).toEqual([
      { secret: expired, cause: 'expired', since: daysAgo(2), due: daysAgo(2) },
    ]);
    expect(findRetirableAdopting([expired], empty)).toEqual([]);
  });

  test('is sorted by age together with the secrets of the lineage', () => {
    const [older, newer] = [lineageSecret('older', 200), lineageSecret('newer', 50)];
    const retirable = findRetirableAdopting([newer, adopted, older, successor], writtenAt(lastWrite));
    expect(keyIdsOf(retirable)).toEqual(['older', 'hand', 'newer']);
  });

  test('can be from an earlier lineage of this action', () => {
    const earlier = { ...adopted, displayName: descriptionWith('aaaaaa', { digest: otherDigest }) };
    expect(keyIdsOf(findRetirableAdopting([earlier, successor], writtenAt(lastWrite)))).toEqual(['hand']);
  });

  test('is treated as any other secret of the lineage when it belongs to it', () => {
    const ownSecrets = [lineageSecret('hand', 100), successor];
    expect(findRetirableAdopting(ownSecrets, writtenAt(lastWrite))).toEqual(
      findRetirable(ownSecrets, [writtenAt(lastWrite)]),
    );
  });

  test('is kept when `adopt` does not name it', () => {
    expect(findRetirable([adopted, successor], [writtenAt(lastWrite)])).toEqual([]);
  });

  test('is kept when its start is unknown, or the same as that of the secret that the destinations hold', () => {
    const withoutStart = { ...adopted, startDateTime: null };
    expect(findRetirableAdopting([withoutStart, successor], writtenAt(lastWrite))).toEqual([]);
    const twin = { ...adopted, startDateTime: successor.startDateTime };
    expect(findRetirableAdopting([twin, successor], versionsOf(successor))).toEqual([]);
  });

  test('is kept while a destination may hold it', () => {
    const tenMinutesOlder = {
      ...adopted,
      startDateTime: new Date(successor.startDateTime.getTime() - 10 * minute),
    };
    expect(findRetirableAdopting([tenMinutesOlder, successor], writtenAt(lastWrite))).toEqual([]);
    const restored = versions(version(daysAgo(10), 'new'), version(daysAgo(10), 'hand'));
    expect(findRetirableAdopting([adopted, successor], restored)).toEqual([]);
  });

  test.each<[string, readonly (Evidence | undefined)[]]>([
    ['is empty', [writtenAt(lastWrite), empty]],
    ['was written by another process', [writtenAt(lastWrite), writtenAt(daysAgo(2))]],
    ['holds an older secret of the lineage', [writtenAt(lastWrite), versionsOf(lineageSecret('older', 20))]],
    ['cannot be asked', [undefined]],
  ])('is kept while a destination %s', (_, evidence) => {
    const credentials = [adopted, lineageSecret('older', 20), successor];
    expect(keyIdsOf(findRetirableAdopting(credentials, ...evidence))).not.toContain('hand');
  });

  test('is kept, and does not count as unstored, when it is newer than every write', () => {
    const newerThanWrites = { ...adopted, startDateTime: daysAgo(3) };
    expect(findRetirableAdopting([newerThanWrites, successor], writtenAt(lastWrite))).toEqual([]);
  });

  test('is kept while the lineage has no secret', () => {
    expect(findRetirableAdopting([adopted], writtenAt(lastWrite))).toEqual([]);
  });
});
