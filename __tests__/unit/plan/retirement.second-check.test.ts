import { describe, expect, test } from '@jest/globals';
import { createCompromised } from '../../../src/plan/compromised.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import {
  daysAgo,
  empty,
  lineageSecret,
  minute,
  versionsOf,
  versionsTagged,
  writtenAt,
} from '../../helpers/histories.ts';
import { confirmKeyIds, findRetirable, keyIdsOf } from '../../helpers/retirable.ts';

describe('a second check', () => {
  const newest = lineageSecret('e', 7);
  const older = [
    lineageSecret('a', 35),
    lineageSecret('b', 28),
    lineageSecret('c', 21),
    lineageSecret('d', 14),
  ];
  const weekly = [...older, newest];
  const lastWrite = writtenAt(new Date(newest.startDateTime.getTime() + minute));
  const planned = findRetirable(weekly, [lastWrite]);
  const confirm = (
    credentials: readonly PasswordCredential[],
    evidence: Evidence | undefined,
  ): readonly string[] => confirmKeyIds(planned, credentials, [evidence]);

  test('confirms every removal when nothing changed', () => {
    expect(keyIdsOf(planned)).toEqual(['a', 'b', 'c', 'd']);
    expect(confirm(weekly, lastWrite)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('confirms a compromised secret that is removed before another is stored only when no destination may hold it', () => {
    const byHand = { ...lineageSecret('f', 40), displayName: 'made by hand' };
    const compromised = [newest, byHand].map((secret) => createCompromised(secret, daysAgo(0), undefined));
    const confirmFirst = (...evidence: readonly (Evidence | undefined)[]): readonly string[] =>
      confirmKeyIds(compromised, [...weekly, byHand], evidence, { adopt: ['f'] });
    expect(confirmFirst(empty)).toEqual(['e', 'f']);
    expect(confirmFirst(versionsOf(newest))).toEqual(['f']);
    expect(confirmFirst(empty, undefined)).toEqual(['f']);
  });

  test('does not confirm a secret that is no longer on the application', () => {
    expect(confirm(weekly.slice(1), lastWrite)).toEqual(['b', 'c', 'd']);
  });

  test('does not confirm a secret that a destination may hold now', () => {
    expect(confirm(weekly, versionsTagged(daysAgo(28), 'b'))).toEqual(['a', 'c', 'd']);
    expect(confirm(weekly, versionsTagged(daysAgo(7), 'e', 'b'))).toEqual(['a', 'c', 'd']);
  });

  test('confirms no live secret when another process has written, or no destination can be asked', () => {
    expect(confirm(weekly, writtenAt(daysAgo(0)))).toEqual([]);
    expect(confirm(weekly, undefined)).toEqual([]);
  });

  test('confirms an expired secret whatever the destinations hold', () => {
    const credentials = [lineageSecret('old', 90, 3), newest];
    expect(confirmKeyIds(findRetirable(credentials, [empty]), credentials, [empty])).toEqual(['old']);
  });

  test('confirms an adopted secret only while every destination holds its successor', () => {
    const adopted = { ...lineageSecret('hand', 100), displayName: 'made by hand' };
    const [earlier, successor] = [lineageSecret('older', 20), lineageSecret('new', 10)];
    const stored = writtenAt(new Date(successor.startDateTime.getTime() + minute));
    const adopt = { adopt: ['hand'] };
    const plannedAdopted = findRetirable([adopted, successor], [stored], adopt);
    const confirmAdopted = (...evidence: readonly Evidence[]): readonly string[] =>
      confirmKeyIds(plannedAdopted, [earlier, adopted, successor], evidence, adopt);
    expect(confirmAdopted(stored)).toEqual(['hand']);
    expect(confirmAdopted(writtenAt(daysAgo(1)))).toEqual([]);
    expect(confirmAdopted(stored, empty)).toEqual([]);
    expect(confirmAdopted(stored, versionsOf(earlier))).toEqual([]);
  });
});
