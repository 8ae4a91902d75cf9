import { measurePeak, type Peak } from './peak.ts';
import { countRequests, sumCounts, type MeasuredRequests, type RequestCounts } from './requests.ts';
import { countRenewals, countReports, type DayRecord, type JobRecord } from './year.ts';

/** What some days of a fleet amount to. */
export interface Amounts {
  readonly renewals: number;
  /** Secrets that were removed because nothing needed them. */
  readonly retired: number;
  readonly jobs: number;
  readonly failedJobs: number;
  /** What GitHub charges for: each job is rounded up to a whole minute. */
  readonly minutes: number;
}

/** How well a fleet keeps its rules in a year. */
export interface Margins {
  readonly peak: Peak;
  /** How many days before its expiry a secret was replaced, at the least; Infinity when none was. */
  readonly tightestRenewal: number;
  /** For how many days an application had a secret that nothing needed, at the most. */
  readonly longestUnneeded: number;
  readonly mostSecrets: number;
}

/** A run that waits in vain for Entra to accept its secret gives up after `verify-timeout`, 3 minutes. */
const minutesOfVerification = 4;

function countMinutes({ failure }: JobRecord): number {
  return failure === 'at the verification' ? minutesOfVerification : 1;
}

export function sumUp(days: readonly DayRecord[]): Amounts {
  const jobs = days.flatMap((day) => day.jobs);
  const reports = countReports(days);
  return {
    renewals: days.reduce((sum, day) => sum + countRenewals(day), 0),
    retired: jobs.reduce((sum, { retired }) => sum + retired, 0),
    jobs: jobs.length + reports,
    failedJobs: jobs.filter(({ failure }) => failure !== undefined).length,
    minutes: jobs.reduce((sum, job) => sum + countMinutes(job), reports),
  };
}

export function measureMargins(days: readonly DayRecord[]): Margins {
  const jobs = days.flatMap((day) => day.jobs);
  return {
    peak: measurePeak(days),
    tightestRenewal: jobs.reduce((least, job) => Math.min(least, job.daysBeforeExpiry ?? Infinity), Infinity),
    longestUnneeded: days.reduce((most, day) => Math.max(most, day.longestUnneeded), 0),
    mostSecrets: jobs.reduce((most, job) => Math.max(most, job.mostSecrets), 1),
  };
}

/** The days of each week, the last of which may be shorter. */
export function splitIntoWeeks(days: readonly DayRecord[]): readonly (readonly DayRecord[])[] {
  const weeks = Math.ceil(days.length / 7);
  return Array.from({ length: weeks }, (_, week) => days.slice(7 * week, 7 * (week + 1)));
}

/** The requests of the busiest week, and of the whole year. */
export function measureRequestLoad(
  days: readonly DayRecord[],
  measured: MeasuredRequests,
): { readonly busiestWeek: RequestCounts; readonly year: RequestCounts } {
  const weeks = splitIntoWeeks(days).map((week) => countRequests(week, measured));
  const [busiestWeek = countRequests([], measured)] = weeks.toSorted((a, b) => sumCounts(b) - sumCounts(a));
  return { busiestWeek, year: countRequests(days, measured) };
}
