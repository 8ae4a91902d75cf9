import type { PlanTime } from '../plan/plan.ts';
import type { Cloud } from '../azure/cloud.ts';
import type { Clock } from '../shared/clock.ts';
import type { ServerTime } from '../http/server-time.ts';

/** The clocks of a run. */
interface TimeSources {
  /** The runner's clock. */
  readonly clock: Clock;
  readonly cloud: Cloud;
  readonly serverTime: ServerTime;
}

/** The current time by Microsoft Graph's clock; before its first response, by the slowest server clock, or by the runner's. */
export function readGraphTime({ clock, cloud, serverTime }: TimeSources): Date {
  return serverTime.nowAt(new URL(cloud.graph).host) ?? serverTime.earliestNow() ?? clock.now();
}

/** A time at which no grace period has passed. */
const beforeAnyGraceEnds = new Date(0);

/**
 * The current time by the servers' clocks. Before the first response, secrets are renewed by the runner's clock, and none
 * is removed, because that clock may be ahead.
 */
export function readPlanTime(clocks: TimeSources): PlanTime {
  return { now: readGraphTime(clocks), earliestNow: clocks.serverTime.earliestNow() ?? beforeAnyGraceEnds };
}
