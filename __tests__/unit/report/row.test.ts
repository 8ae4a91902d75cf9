import { describe, expect, test } from '@jest/globals';
import { assessSecrets } from '../../../src/report/secret-status.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { compareByDaysLeft, toMatrixEntry, toReportRecord, type Row } from '../../../src/report/row.ts';
import { now, lineageSecret } from '../../helpers/histories.ts';

const application = { objectId: 'object', applicationId: 'application', displayName: 'Payroll' };

function rowOf(secret: PasswordCredential): Row {
  const [appraisal] = assessSecrets([secret], { days: 30 }, now);
  if (appraisal === undefined) throw new Error('nothing appraised');
  return { ...appraisal, application };
}

const order = (...rows: readonly Row[]): readonly string[] =>
  rows.toSorted(compareByDaysLeft).map(({ secret }) => secret.keyId);

describe('a client secret in the report', () => {
  test('comes before those that end later, and before those that never end', () => {
    const never = rowOf({ ...lineageSecret('n', 10), endDateTime: null });
    expect(order(never, rowOf(lineageSecret('b', 10, -2)), rowOf(lineageSecret('c', 10, 1)))).toEqual([
      'c',
      'b',
      'n',
    ]);
  });

  test('has its place by its key ID among those that end together, or never', () => {
    const [a, b] = [rowOf(lineageSecret('a', 10, -2)), rowOf(lineageSecret('b', 10, -2))];
    expect([order(a, b), order(b, a)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    const endless = (keyId: string): Row => rowOf({ ...lineageSecret(keyId, 10), endDateTime: null });
    expect([order(endless('a'), endless('b')), order(endless('b'), endless('a'))]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test('is told to a matrix without what it does not need', () => {
    expect(toMatrixEntry(rowOf(lineageSecret('a', 10, -12)))).toEqual({
      'application-id': 'application',
      'object-id': 'object',
      'display-name': 'Payroll',
      'key-id': 'a',
      description: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 a00000]',
      'expires-on': '2026-12-06T09:00:00Z',
      'days-left': 12,
    });
  });

  test('is told to the file with all that is known, or is not', () => {
    expect(toReportRecord(rowOf(lineageSecret('a', 10, -12)))).toMatchObject({
      'valid-from': '2026-11-14T09:00:00Z',
      status: 'due',
      lineage: 'Exalate [r3vq7m2k9x4td8wh]',
    });
    const odd = { keyId: 'x', displayName: 'by hand', startDateTime: null, endDateTime: null };
    expect(toReportRecord(rowOf(odd))).toMatchObject({
      'valid-from': null,
      'expires-on': null,
      'days-left': null,
      lineage: null,
    });
  });
});
