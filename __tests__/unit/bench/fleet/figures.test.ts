import { describe, expect, test } from '@jest/globals';
import { measureMargins, splitIntoWeeks, sumUp } from '../../../../bench/fleet/figures.ts';
import { measurePeak, requireEvenDays } from '../../../../bench/fleet/peak.ts';
import {
  classifyRun,
  countRequests,
  sumCounts,
  type MeasuredRequests,
  type RequestCounts,
} from '../../../../bench/fleet/requests.ts';
import type { DayRecord, JobRecord } from '../../../../bench/fleet/year.ts';

const job = (changes: Partial<JobRecord> = {}): JobRecord => ({
  failure: undefined,
  renewed: true,
  retired: 0,
  mostSecrets: 2,
  destination: 'key-vault',
  daysBeforeExpiry: 60,
  ...changes,
});
const failed = (failure: JobRecord['failure'], changes: Partial<JobRecord> = {}): JobRecord =>
  job({ failure, renewed: false, daysBeforeExpiry: undefined, ...changes });
const day = (jobs: readonly JobRecord[], changes: Partial<DayRecord> = {}): DayRecord => ({
  kind: 'usual',
  jobs,
  longestUnneeded: 0,
  ...changes,
});
const renewals = (...counts: readonly number[]): readonly DayRecord[] =>
  counts.map((count) => day(Array.from({ length: count }, () => job())));

describe('the peak', () => {
  test('is compared to the average of all days since the first renewal, those without a renewal included', () => {
    expect(measurePeak(renewals(0, 0, 3, 0, 6, 0))).toEqual({ day: 4, renewals: 6, average: 9 / 4 });
  });

  test('is nothing without a renewal', () => {
    expect(measurePeak(renewals(0, 0))).toEqual({ day: 0, renewals: 0, average: 0 });
    expect(() => {
      requireEvenDays(renewals(0, 0));
    }).not.toThrow();
  });

  test('may be twice the average, and not more', () => {
    expect(() => {
      requireEvenDays(renewals(4, 0));
    }).not.toThrow();
    expect(() => {
      requireEvenDays(renewals(4, 0, 0));
    }).toThrow('day 1: 4 renewals on one day are more than twice');
  });
});

describe('the figures of a year', () => {
  test('count jobs, and a minute for each, more for a run that waits in vain for its secret', () => {
    const days = [
      day([job(), job({ retired: 2 }), failed('at the verification')]),
      day([], { kind: 'no-run' }),
      day([], { kind: 'failed-report' }),
    ];
    expect(sumUp(days)).toEqual({ renewals: 2, retired: 2, jobs: 5, failedJobs: 1, minutes: 8 });
  });

  test('have the tightest renewal, the longest time, and the most secrets', () => {
    const days = [
      day([job({ daysBeforeExpiry: 5 }), job({ mostSecrets: 4 })], { longestUnneeded: 8 }),
      day([failed('at the store')], { longestUnneeded: 3 }),
    ];
    expect(measureMargins(days)).toMatchObject({ tightestRenewal: 5, longestUnneeded: 8, mostSecrets: 4 });
  });

  test('have weeks, the last of which may be shorter', () => {
    expect(
      splitIntoWeeks(renewals(...Array.from({ length: 15 }, () => 1))).map(({ length }) => length),
    ).toEqual([7, 7, 1]);
  });
});

describe('the kind of a run', () => {
  test.each<[string, JobRecord]>([
    ['adds a secret', job()],
    ['adds a secret and removes one', job({ retired: 1 })],
    ['removes a secret', job({ renewed: false, retired: 1 })],
    ['changes nothing', job({ renewed: false })],
    ['adds a secret', job({ failure: 'after the store' })],
    ['adds a secret', failed('with its machine')],
    ['fails before it adds a secret', failed('before the addition')],
    ['fails before it adds a secret', failed('two-secret limit')],
    ['fails at the store and removes its secret', failed('at the store', { retired: 1 })],
    ['fails at the store and removes its secret', failed('at the verification')],
  ])('is "%s"', (kind, record) => {
    expect(classifyRun(record)).toBe(kind);
  });
});

test('requests are those of each kind of run for its destination, and of the reports', () => {
  const counts = (login: number): RequestCounts => ({ login, graphReads: 1, graphWrites: 0, destination: 0 });
  const runs = {
    'adds a secret': counts(10),
    'adds a secret and removes one': counts(0),
    'removes a secret': counts(0),
    'changes nothing': counts(0),
    'fails before it adds a secret': counts(0),
    'fails at the store and removes its secret': counts(0),
  };
  const github = { ...runs, 'adds a secret': counts(100) };
  const measured: MeasuredRequests = { runs: { 'key-vault': runs, github }, report: counts(1_000) };
  const days = [day([job(), job(), job({ destination: 'github' })]), day([], { kind: 'no-run' })];
  const all = countRequests(days, measured);
  expect(all).toEqual({ login: 1_120, graphReads: 4, graphWrites: 0, destination: 0 });
  expect(sumCounts(all)).toBe(1_124);
});
