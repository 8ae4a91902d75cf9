import { describe, expect, test } from '@jest/globals';
import { assessSecrets, type SecretAssessment } from '../../../src/report/secret-status.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { descriptionWith, now, otherDigest, lineageSecret } from '../../helpers/histories.ts';
import { manualSecret } from '../../helpers/report-rows.ts';

const assess = (...credentials: readonly PasswordCredential[]): readonly SecretAssessment[] =>
  assessSecrets(credentials, { days: 30 }, now);
const listStatuses = (...credentials: readonly PasswordCredential[]): readonly string[] =>
  assess(...credentials).map(({ status }) => status);

describe('a secret', () => {
  test.each([
    [1, 'expired'],
    [0, 'expired'],
    [-0.001, 'due'],
    [-30, 'due'],
    [-30.001, 'valid'],
  ])('that expired %d days ago is %s', (days, status) => {
    expect(listStatuses(manualSecret('a', 100, days))).toEqual([status]);
  });

  test('has days left, rounded down', () => {
    const left = (days: number): unknown => assess(manualSecret('a', 100, days))[0]?.daysLeft;
    expect([left(-30), left(-1.5), left(-0.5), left(0.5), left(2)]).toEqual([30, 1, 0, -1, -2]);
  });

  test('that never expires is valid, and has no days left', () => {
    const [one] = assess({ ...manualSecret('a', 100, 0), endDateTime: null });
    expect(one).toMatchObject({ status: 'valid', daysLeft: null });
  });

  test('is superseded by a newer live secret of its lineage', () => {
    expect(listStatuses(lineageSecret('a', 100, -5), lineageSecret('b', 10))).toEqual([
      'superseded',
      'valid',
    ]);
    expect(listStatuses(lineageSecret('b', 10), lineageSecret('a', 100, -5))).toEqual([
      'valid',
      'superseded',
    ]);
    expect(listStatuses(lineageSecret('a', 100, -5), lineageSecret('b', 10, 1))).toEqual(['due', 'expired']);
  });

  test('is not superseded by a secret of another lineage, or by one added manually', () => {
    const other = {
      ...lineageSecret('b', 10),
      displayName: descriptionWith('aaaaaa', { digest: otherDigest }),
    };
    expect(listStatuses(lineageSecret('a', 100, -5), other)).toEqual(['due', 'valid']);
    expect(listStatuses(lineageSecret('a', 100, -5), manualSecret('b', 10, -300))).toEqual(['due', 'valid']);
    expect(listStatuses(manualSecret('a', 100, -5), manualSecret('b', 10, -300))).toEqual(['due', 'valid']);
    expect(listStatuses(manualSecret('a', 100, -5), lineageSecret('b', 10))).toEqual(['due', 'valid']);
  });

  test('that has expired is superseded by any newer live secret', () => {
    expect(listStatuses(manualSecret('a', 100, 1), manualSecret('b', 10, -300))).toEqual([
      'superseded',
      'valid',
    ]);
    expect(listStatuses(lineageSecret('a', 100, 1), manualSecret('b', 10, -300))).toEqual([
      'superseded',
      'valid',
    ]);
    expect(listStatuses(manualSecret('a', 100, 1), manualSecret('b', 200, -300))).toEqual([
      'expired',
      'valid',
    ]);
  });

  test('without a start is neither newer nor older', () => {
    const unknown = { ...manualSecret('b', 10, -300), startDateTime: null };
    expect(listStatuses(manualSecret('a', 100, 1), unknown)).toEqual(['expired', 'valid']);
    expect(
      listStatuses({ ...manualSecret('a', 0, 1), startDateTime: null }, manualSecret('b', 10, -300)),
    ).toEqual(['expired', 'valid']);
  });

  test('names the repository that added it', () => {
    expect(
      assess(lineageSecret('a', 10), manualSecret('b', 10, -300)).map(
        ({ provenance }) => provenance?.repository,
      ),
    ).toEqual(['acme/ops', undefined]);
  });
});
