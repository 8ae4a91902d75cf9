import { describe, expect, test } from '@jest/globals';
import { assessSecrets, type SecretAssessment } from '../../../src/report/secret-status.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { descriptionWith, now, otherDigest, lineageSecret } from '../../helpers/histories.ts';

const byHand = (keyId: string, started: number, ends: number): PasswordCredential => ({
  ...lineageSecret(keyId, started, ends),
  displayName: 'made by hand',
});

const appraised = (...credentials: readonly PasswordCredential[]): readonly SecretAssessment[] =>
  assessSecrets(credentials, { days: 30 }, now);
const statuses = (...credentials: readonly PasswordCredential[]): readonly string[] =>
  appraised(...credentials).map(({ status }) => status);

describe('a secret', () => {
  test.each([
    [1, 'expired'],
    [0, 'expired'],
    [-0.001, 'due'],
    [-30, 'due'],
    [-30.001, 'valid'],
  ])('that ended %d days ago is %s', (days, status) => {
    expect(statuses(byHand('a', 100, days))).toEqual([status]);
  });

  test('has so many whole days left', () => {
    const left = (days: number): unknown => appraised(byHand('a', 100, days))[0]?.daysLeft;
    expect([left(-30), left(-1.5), left(-0.5), left(0.5), left(2)]).toEqual([30, 1, 0, -1, -2]);
  });

  test('that never ends is valid, and has no days left', () => {
    const [one] = appraised({ ...byHand('a', 100, 0), endDateTime: null });
    expect(one).toMatchObject({ status: 'valid', daysLeft: null });
  });

  test('of a lineage is superseded when a newer one of it lives', () => {
    expect(statuses(lineageSecret('a', 100, -5), lineageSecret('b', 10))).toEqual(['superseded', 'valid']);
    expect(statuses(lineageSecret('b', 10), lineageSecret('a', 100, -5))).toEqual(['valid', 'superseded']);
    expect(statuses(lineageSecret('a', 100, -5), lineageSecret('b', 10, 1))).toEqual(['due', 'expired']);
  });

  test('of a lineage is not superseded by one of another, nor by one made by hand', () => {
    const other = {
      ...lineageSecret('b', 10),
      displayName: descriptionWith('aaaaaa', { digest: otherDigest }),
    };
    expect(statuses(lineageSecret('a', 100, -5), other)).toEqual(['due', 'valid']);
    expect(statuses(lineageSecret('a', 100, -5), byHand('b', 10, -300))).toEqual(['due', 'valid']);
    expect(statuses(byHand('a', 100, -5), byHand('b', 10, -300))).toEqual(['due', 'valid']);
    expect(statuses(byHand('a', 100, -5), lineageSecret('b', 10))).toEqual(['due', 'valid']);
  });

  test('that has expired is superseded when anything newer lives', () => {
    expect(statuses(byHand('a', 100, 1), byHand('b', 10, -300))).toEqual(['superseded', 'valid']);
    expect(statuses(lineageSecret('a', 100, 1), byHand('b', 10, -300))).toEqual(['superseded', 'valid']);
    expect(statuses(byHand('a', 100, 1), byHand('b', 200, -300))).toEqual(['expired', 'valid']);
  });

  test('without a start is neither newer nor older', () => {
    const unknown = { ...byHand('b', 10, -300), startDateTime: null };
    expect(statuses(byHand('a', 100, 1), unknown)).toEqual(['expired', 'valid']);
    expect(statuses({ ...byHand('a', 0, 1), startDateTime: null }, byHand('b', 10, -300))).toEqual([
      'expired',
      'valid',
    ]);
  });

  test('names the run that added it', () => {
    expect(
      appraised(lineageSecret('a', 10), byHand('b', 10, -300)).map(
        ({ provenance }) => provenance?.repository,
      ),
    ).toEqual(['acme/ops', undefined]);
  });
});
