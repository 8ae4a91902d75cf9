import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { groupByLineage } from '../../../src/report/lineages.ts';
import { compareTasks, findTasks, type Task } from '../../../src/report/tasks.ts';
import type { Lifetime } from '../../../src/shared/duration.ts';
import { daysAgo, lineageSecret, now, otherDigest } from '../../helpers/histories.ts';
import { createRows, manualSecret, secretOf } from '../../helpers/report-rows.ts';

function listTasks(credentials: readonly PasswordCredential[], retireAfter?: Lifetime): readonly Task[] {
  const rows = createRows(credentials);
  return findTasks(rows, groupByLineage(rows), retireAfter, now);
}

const summarize = (credentials: readonly PasswordCredential[], retireAfter?: Lifetime): readonly unknown[] =>
  listTasks(credentials, retireAfter).map(({ kind, row, date }) => [kind, row.secret.keyId, date]);

describe('a person', () => {
  test('renews and replaces secrets that this action did not add', () => {
    expect(summarize([manualSecret('a', 100, -30), manualSecret('b', 100, 3)])).toEqual([
      ['renew', 'a', daysAgo(-30)],
      ['replace', 'b', daysAgo(3)],
    ]);
  });

  test('does this also when the application has a secret of a workflow', () => {
    expect(summarize([manualSecret('a', 100, -30), lineageSecret('b', 10)])).toEqual([
      ['renew', 'a', daysAgo(-30)],
    ]);
  });

  test('does nothing about a due secret of a workflow, and checks the workflow once it has expired', () => {
    expect(summarize([lineageSecret('a', 100, -30)])).toEqual([]);
    expect(summarize([lineageSecret('a', 100, 0)])).toEqual([['check-workflow', 'a', now]]);
  });

  test('acknowledges the newest secret before the first of the live older ones expires', () => {
    const credentials = [
      lineageSecret('a', 700, 10),
      lineageSecret('b', 600, -20),
      lineageSecret('c', 500, -10),
      lineageSecret('d', 1),
    ];
    expect(summarize(credentials)).toEqual([['acknowledge', 'd', daysAgo(-10)]]);
    expect(summarize(credentials, { days: 7 })).toEqual([]);
  });

  test('acknowledges without a date when the older secrets never expire', () => {
    const endless = { ...lineageSecret('a', 100), endDateTime: null };
    expect(summarize([endless, lineageSecret('b', 10)])).toEqual([['acknowledge', 'b', undefined]]);
  });

  test('acknowledges for each lineage, and nothing when the newest secret has expired', () => {
    const staging = { description: 'Staging', digest: otherDigest };
    const production = [lineageSecret('a', 100), lineageSecret('b', 10)];
    expect(
      summarize([...production, secretOf(staging, 'c', 100), secretOf(staging, 'd', 10)]).map(String),
    ).toEqual([expect.stringContaining('acknowledge,b'), expect.stringContaining('acknowledge,d')]);
    expect(summarize([lineageSecret('a', 100), lineageSecret('b', 10, 1)])).toEqual([
      ['check-workflow', 'b', daysAgo(1)],
    ]);
  });

  test('sees the next date first, and expired secrets last', () => {
    const endless = (keyId: string): PasswordCredential => ({
      ...lineageSecret(keyId, 100),
      endDateTime: null,
    });
    const all = [
      ...listTasks([manualSecret('x2', 100, 20)]),
      ...listTasks([lineageSecret('x1', 100, 2)]),
      ...listTasks([endless('n'), lineageSecret('n2', 10)]),
      ...listTasks([endless('n'), lineageSecret('n1', 10)]),
      ...listTasks([manualSecret('a3', 100, -9)]),
      ...listTasks([lineageSecret('o', 100, -8), lineageSecret('a2', 10)]),
      ...listTasks([manualSecret('a1', 100, -7)]),
      ...listTasks([manualSecret('a0', 100, -7)]),
    ];
    expect(all.toSorted(compareTasks).map(({ row }) => row.secret.keyId)).toEqual([
      ...['a0', 'a1', 'a2', 'a3', 'n1', 'n2'],
      ...['x1', 'x2'],
    ]);
  });
});
