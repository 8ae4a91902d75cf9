import type { DestinationKind } from './destination.ts';
import { countReports, type DayRecord, type JobRecord } from './year.ts';

/** What a run does, as far as its requests depend on it. */
export const runKinds = [
  'adds a secret',
  'adds a secret and removes one',
  'removes a secret',
  'changes nothing',
  'fails before it adds a secret',
  'fails at the store and removes its secret',
] as const;

export type RunKind = (typeof runKinds)[number];

/** How many requests a run sends, by the service that gets them. */
export interface RequestCounts {
  /** To GitHub for ID tokens, and to Entra for logins. */
  readonly login: number;
  readonly graphReads: number;
  /** Additions and removals of secrets. */
  readonly graphWrites: number;
  /** To Key Vault or GitHub. */
  readonly destination: number;
}

/** How many requests each kind of run sends. */
export interface MeasuredRequests {
  readonly runs: Readonly<Record<DestinationKind, Readonly<Record<RunKind, RequestCounts>>>>;
  /** One report about all applications. */
  readonly report: RequestCounts;
}

/** Which kind of run a job was. A run that waits in vain for its new secret is counted as one that fails at the store. */
export function classifyRun({ failure, renewed, retired }: JobRecord): RunKind {
  if (failure === 'before the addition' || failure === 'two-secret limit')
    return 'fails before it adds a secret';
  if (renewed) return retired > 0 ? 'adds a secret and removes one' : 'adds a secret';
  if (failure === 'with its machine') return 'adds a secret';
  if (failure !== undefined) return 'fails at the store and removes its secret';
  return retired > 0 ? 'removes a secret' : 'changes nothing';
}

const none: RequestCounts = { login: 0, graphReads: 0, graphWrites: 0, destination: 0 };

/** All requests of some days. */
export function countRequests(days: readonly DayRecord[], measured: MeasuredRequests): RequestCounts {
  const reports = Array.from({ length: countReports(days) }, () => measured.report);
  const runs = days.flatMap(({ jobs }) =>
    jobs.map((job) => measured.runs[job.destination][classifyRun(job)]),
  );
  return [...reports, ...runs].reduce(addCounts, none);
}

function addCounts(one: RequestCounts, other: RequestCounts): RequestCounts {
  return {
    login: one.login + other.login,
    graphReads: one.graphReads + other.graphReads,
    graphWrites: one.graphWrites + other.graphWrites,
    destination: one.destination + other.destination,
  };
}

export function sumCounts({ login, graphReads, graphWrites, destination }: RequestCounts): number {
  return login + graphReads + graphWrites + destination;
}
