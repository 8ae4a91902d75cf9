import { describe, expect, test } from '@jest/globals';
import { measureMargins, sumUp } from '../../bench/fleet/figures.ts';
import {
  maxUnneededDays,
  recommended,
  usualTroubles,
  type FleetSettings,
  type Troubles,
} from '../../bench/fleet/settings.ts';
import { simulateYear } from '../../bench/fleet/simulate.ts';
import type { Year } from '../../bench/fleet/year.ts';

const small: FleetSettings = { ...recommended, applications: 250, limit: 5 };

const simulate = (settings: Partial<FleetSettings>, troubles: Partial<Troubles> = {}, seed = 1): Year =>
  simulateYear({ ...small, ...settings }, { ...usualTroubles, ...troubles }, seed);

const usual = simulate({});

const brokenRule = (settings: Partial<FleetSettings>, troubles: Partial<Troubles> = {}): string | undefined =>
  simulate(settings, troubles).violation?.rule;

describe('a simulated year of a small fleet', () => {
  test.each([
    ['one seed', usual],
    ['another seed', simulate({}, {}, 2)],
  ])('keeps all rules with the recommended settings and %s', (_, { days, violation }) => {
    expect(violation).toBeUndefined();
    expect(days).toHaveLength(365);
    const { renewals, retired, failedJobs } = sumUp(days);
    expect(renewals).toBeGreaterThan(3 * small.applications);
    expect(retired).toBeGreaterThan(2 * small.applications);
    expect(failedJobs).toBeGreaterThan(0);
    const { tightestRenewal, longestUnneeded, mostSecrets } = measureMargins(days);
    expect(tightestRenewal).toBeGreaterThan(14);
    expect(longestUnneeded).toBeLessThanOrEqual(maxUnneededDays(small));
    expect(mostSecrets).toBeLessThanOrEqual(3);
  });

  test.each([91, 181])('keeps all rules when the week without runs begins on day %i', (day) => {
    expect(brokenRule({}, { weekWithoutRuns: day - 1 })).toBeUndefined();
  });

  test('is the same for the same seed', () => {
    const few = { applications: 50, limit: 1 };
    expect(simulate(few)).toEqual(simulate(few));
    expect(simulate(few)).not.toEqual(simulate(few, {}, 2));
  });

  test('has no job on days without a run, and fewer successes on throttled days', () => {
    const { days } = usual;
    const jobsOf = (kind: string): (typeof days)[number]['jobs'] =>
      days.filter((day) => day.kind === kind).flatMap(({ jobs }) => jobs);
    expect([...jobsOf('no-run'), ...jobsOf('failed-report')]).toEqual([]);
    const failedShare = (kind: string): number => {
      const jobs = jobsOf(kind);
      return jobs.filter(({ failure }) => failure !== undefined).length / jobs.length;
    };
    expect(failedShare('throttled')).toBeGreaterThan(0.4);
    expect(failedShare('usual')).toBeLessThan(0.1);
  });
});

describe('a simulated year of a small fleet fails', () => {
  test.each<[string, Partial<FleetSettings>, string]>([
    ['with a limit that is too small', { limit: 2 }, 'working-secret'],
    ['when too little time is left for all renewals', { renewWithin: 40 }, 'working-secret'],
    ['when secrets are renewed too late', { renewWithin: 1, limit: 250 }, 'working-secret'],
    ['without retirement', { retireAfter: undefined }, 'retirement'],
    ['with a limit that allows uneven days', { limit: 9 }, 'peak'],
    ['without a limit', { limit: Infinity }, 'peak'],
  ])('%s', (_, settings, rule) => {
    expect(brokenRule(settings)).toBe(rule);
  });

  test('without a limit even if no job fails, so that all is renewed on few days', () => {
    const never = { 'before the addition': 0, 'at the verification': 0, 'at the store': 0 };
    const troubles = {
      failures: { ...never, 'after the store': 0, 'with its machine': 0 },
      throttledDays: 0,
    };
    expect(brokenRule({ limit: Infinity }, troubles)).toBe('peak');
  });

  test('when each job fails before it adds a secret', () => {
    const failures = { ...usualTroubles.failures, 'before the addition': 1 };
    expect(brokenRule({}, { failures })).toBe('working-secret');
  });

  test('when each job fails at the store', () => {
    const failures = { ...usualTroubles.failures, 'at the store': 1 };
    expect(brokenRule({}, { failures })).toBe('working-secret');
  });
});
