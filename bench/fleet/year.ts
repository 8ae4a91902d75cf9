import type { DayKind } from './calendar.ts';
import type { JobResult } from './job.ts';
import type { FleetViolation } from './violation.ts';

/** One job of a day. */
export interface JobRecord extends JobResult {
  readonly destination: 'key-vault' | 'github';
  /** How many days before its expiry the secret in the destination was replaced; undefined when it was not. */
  readonly daysBeforeExpiry: number | undefined;
}

/** What happened on a day. */
export interface DayRecord {
  readonly kind: DayKind;
  readonly jobs: readonly JobRecord[];
  /** How long the longest kept secret that nothing needed had been there, in days. */
  readonly longestUnneeded: number;
}

/** What happened in a year. */
export interface Year {
  /** The days up to the first broken rule, or all. */
  readonly days: readonly DayRecord[];
  /** The first rule that was broken; undefined when none was. */
  readonly violation: FleetViolation | undefined;
}

export function countRenewals({ jobs }: Pick<DayRecord, 'jobs'>): number {
  return jobs.filter(({ renewed }) => renewed).length;
}

/** How many times the report ran. */
export function countReports(days: readonly Pick<DayRecord, 'kind'>[]): number {
  return days.filter(({ kind }) => kind !== 'no-run').length;
}
