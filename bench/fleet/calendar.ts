import type { Random } from './random.ts';
import { daysInYear, type Troubles } from './settings.ts';

/** What a day is like. */
export type DayKind =
  | 'usual'
  /** Graph refuses many requests, so that a part of the jobs fails. */
  | 'throttled'
  /** The report fails, so that no job starts. */
  | 'failed-report'
  /** GitHub starts no run. */
  | 'no-run';

/** The days of a year, each with one scheduled run. */
export function createCalendar(troubles: Troubles, random: Random): readonly DayKind[] {
  const { weekWithoutRuns, failedReport, throttledDays } = troubles;
  return Array.from({ length: daysInYear }, (_, day): DayKind => {
    const throttled = random.happens(throttledDays);
    if (day >= weekWithoutRuns && day < weekWithoutRuns + 7) return 'no-run';
    if (day === failedReport) return 'failed-report';
    return throttled ? 'throttled' : 'usual';
  });
}
