import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { compareByDaysLeft, toReportRecord, type Row } from '../../../src/report/row.ts';
import { lineageSecret } from '../../helpers/histories.ts';
import { createRows } from '../../helpers/report-rows.ts';

function createRow(secret: PasswordCredential): Row {
  const [row] = createRows([secret]);
  if (row === undefined) throw new Error('no row');
  return row;
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

  test('becomes a record of the report file', () => {
    expect(toReportRecord(createRow(lineageSecret('a', 10, -12)))).toEqual({
      'application-id': 'application',
      'object-id': 'object',
      'display-name': 'Payroll',
      'key-id': 'a',
      description: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 a00000]',
      'expires-on': '2026-12-06T09:00:00Z',
      'days-left': 12,
      'valid-from': '2026-11-14T09:00:00Z',
      status: 'due',
      lineage: 'Exalate [r3vq7m2k9x4td8wh]',
      repository: 'acme/ops',
      'lineage-description': 'Exalate',
    });
  });

  test('becomes a record with null for everything unknown', () => {
    const incomplete = { keyId: 'x', displayName: 'by hand', startDateTime: null, endDateTime: null };
    expect(toReportRecord(createRow(incomplete))).toMatchObject({
      'valid-from': null,
      'expires-on': null,
      'days-left': null,
      lineage: null,
      repository: null,
      'lineage-description': null,
    });
  });
});
