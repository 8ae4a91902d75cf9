import { describe, expect, test } from '@jest/globals';
import { groupByLineage } from '../../../src/report/lineages.ts';
import { lineageSecret, otherDigest } from '../../helpers/histories.ts';
import { createRows, manualSecret, secretOf } from '../../helpers/report-rows.ts';

const group = (...credentials: Parameters<typeof createRows>[0]): readonly unknown[] =>
  groupByLineage(createRows(credentials)).map(({ newest, older }) => [
    newest.secret.keyId,
    older.map(({ secret }) => secret.keyId),
  ]);

describe('groupByLineage', () => {
  test('finds the newest secret and the older ones, whatever their order', () => {
    expect(group(lineageSecret('b', 50), lineageSecret('c', 10), lineageSecret('a', 400, 35))).toEqual([
      ['c', ['b', 'a']],
    ]);
  });

  test('keeps lineages apart by their description and by their digest', () => {
    expect(
      group(
        lineageSecret('a', 400),
        secretOf({ description: 'Staging' }, 'b', 300),
        secretOf({ digest: otherDigest }, 'c', 200),
      ),
    ).toEqual([
      ['a', []],
      ['b', []],
      ['c', []],
    ]);
  });

  test('follows a lineage through the renaming of its repository', () => {
    expect(group(secretOf({ repository: 'acme/old' }, 'a', 400), lineageSecret('b', 10))).toEqual([
      ['b', ['a']],
    ]);
  });

  test('leaves out secrets of other origin and secrets without a start', () => {
    expect(group(manualSecret('a', 400, -10), { ...lineageSecret('b', 10), startDateTime: null })).toEqual(
      [],
    );
  });

  test('takes none as older of those that were added at the same time', () => {
    expect(group(lineageSecret('a', 10), lineageSecret('b', 10))).toEqual([['a', []]]);
    expect(group(lineageSecret('a', 10), lineageSecret('b', 10), lineageSecret('c', 5))).toEqual([
      ['c', ['a', 'b']],
    ]);
  });
});
