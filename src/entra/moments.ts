import type { PlanTime } from '../plan/plan.ts';
import type { Cloud } from '../azure/cloud.ts';
import type { Clock } from '../shared/clock.ts';
import type { ServerTime } from '../http/server-time.ts';

/** What tells the time. */
interface TimeSources {
  /** The runner's. */
  readonly clock: Clock;
  readonly cloud: Cloud;
  readonly serverTime: ServerTime;
}

/** What time it is by Microsoft Graph's clock; where it has not told, by the slowest of the others, or else the runner's. */
export function graphNow({ clock, cloud, serverTime }: TimeSources): Date {
  return serverTime.nowAt(new URL(cloud.graph).host) ?? serverTime.earliestNow() ?? clock.now();
}

/** The beginning of time: before it, no grace has passed. */
const nothingHasPassed = new Date(0);

/**
 * What time it is, by the servers' clocks. Where no server has told, secrets are renewed by the runner's clock, and none
 * is removed: it may be ahead.
 */
export function readPlanTime(clocks: TimeSources): PlanTime {
  return { now: graphNow(clocks), earliestNow: clocks.serverTime.earliestNow() ?? nothingHasPassed };
}
