import { FleetViolation } from './violation.ts';
import { countRenewals, type DayRecord } from './year.ts';

/** No day may have more renewals than this times the average. */
const maxPeak = 2;

export interface Peak {
  /** The day with the most renewals, from 0. */
  readonly day: number;
  readonly renewals: number;
  readonly average: number;
}

/**
 * Compares the day with the most renewals to an average day. The average is over all days from the first renewal to the last day:
 * also over those without a run, and those with nothing to renew. An average over the days with renewals alone would not show
 * that everything was renewed on one day.
 */
export function measurePeak(days: readonly DayRecord[]): Peak {
  const counts = days.map(countRenewals);
  const renewals = Math.max(0, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const first = counts.findIndex((count) => count > 0);
  const average = first === -1 ? 0 : total / (counts.length - first);
  return { day: counts.indexOf(renewals), renewals, average };
}

/** @throws FleetViolation `peak` */
export function requireEvenDays(days: readonly DayRecord[]): void {
  const { day, renewals, average } = measurePeak(days);
  if (renewals <= maxPeak * average) return;
  throw new FleetViolation(
    'peak',
    `day ${day + 1}: ${renewals} renewals on one day are more than twice the average, ${average.toFixed(1)} a day since the first renewal.`,
  );
}
