import { describe, expect, test } from '@jest/globals';
import { formatHeadline } from '../../../src/report/summary-headline.ts';

const nothing = {
  taskCounts: { renew: 0, acknowledge: 0, 'check-workflow': 0, replace: 0 },
  unreadable: { applications: 0, secrets: 0 },
  dueCount: 0,
  soonestExpiry: new Date('2027-03-05T09:00:00Z'),
};

describe('the first line of the report', () => {
  test.each<[string, Partial<Parameters<typeof formatHeadline>[0]>]>([
    ['Nothing to do: the next client secret expires on 2027-03-05', {}],
    ['Nothing to do: no client secret expires', { soonestExpiry: undefined }],
    ['Nothing to do by hand: workflows handle 1 due application', { dueCount: 1 }],
    ['Nothing to do by hand: workflows handle 12 due applications', { dueCount: 12 }],
    [
      'Action needed: renew 1 client secret',
      { dueCount: 3, taskCounts: { ...nothing.taskCounts, renew: 1 } },
    ],
    [
      'Action needed: check 3 entries that the report cannot read',
      { unreadable: { applications: 1, secrets: 2 } },
    ],
    [
      'Action needed: renew 2 client secrets, update Exalate for 1 application, check why 3 client secrets expired, replace or remove 4 expired client secrets, check 1 entry that the report cannot read',
      {
        taskCounts: { renew: 2, acknowledge: 1, 'check-workflow': 3, replace: 4 },
        unreadable: { applications: 1, secrets: 0 },
      },
    ],
  ])('is "%s"', (line, changes) => {
    expect(formatHeadline({ ...nothing, ...changes })).toBe(line);
  });
});
