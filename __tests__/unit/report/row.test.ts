import { describe, expect, test } from '@jest/globals';
import { assessSecrets } from '../../../src/report/secret-status.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { compareByDaysLeft, toMatrixEntry, toReportRecord, type Row } from '../../../src/report/row.ts';
import { now, lineageSecret } from '../../helpers/histories.ts';

const application = { objectId: 'object', applicationId: 'application', displayName: 'Payroll' };

function createRow(secret: PasswordCredential): Row {
  const [assessment] = assessSecrets([secret], { days: 30 }, now);
  if (assessment === undefined) throw new Error('no assessment');
  return { ...assessment, application };
}

const sortKeyIds = (...rows: readonly Row[]): readonly string[] =>
  rows.toSorted(compareByDaysLeft).map(({ secret }) => secret.keyId);

describe('a client secret in the report', () => {
  test('is sorted before those that expire later or never', () => {
    const never = createRow({ ...lineageSecret('n', 10), endDateTime: null });
    expect(
      sortKeyIds(never, createRow(lineageSecret('b', 10, -2)), createRow(lineageSecret('c', 10, 1))),
    ).toEqual(['c', 'b', 'n']);
  });

  test('is sorted by its key ID among those that expire at the same time or never', () => {
    const [a, b] = [createRow(lineageSecret('a', 10, -2)), createRow(lineageSecret('b', 10, -2))];
    expect([sortKeyIds(a, b), sortKeyIds(b, a)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    const endless = (keyId: string): Row => createRow({ ...lineageSecret(keyId, 10), endDateTime: null });
    expect([sortKeyIds(endless('a'), endless('b')), sortKeyIds(endless('b'), endless('a'))]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test('becomes a matrix entry with the fields that a job needs', () => {
    expect(toMatrixEntry(createRow(lineageSecret('a', 10, -12)))).toEqual({
      'application-id': 'application',
      'object-id': 'object',
      'display-name': 'Payroll',
      'key-id': 'a',
      description: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 a00000]',
      'expires-on': '2026-12-06T09:00:00Z',
      'days-left': 12,
    });
  });

  test('becomes a record with null for everything unknown', () => {
    expect(toReportRecord(createRow(lineageSecret('a', 10, -12)))).toMatchObject({
      'valid-from': '2026-11-14T09:00:00Z',
      status: 'due',
      lineage: 'Exalate [r3vq7m2k9x4td8wh]',
    });
    const incomplete = { keyId: 'x', displayName: 'by hand', startDateTime: null, endDateTime: null };
    expect(toReportRecord(createRow(incomplete))).toMatchObject({
      'valid-from': null,
      'expires-on': null,
      'days-left': null,
      lineage: null,
    });
  });
});
