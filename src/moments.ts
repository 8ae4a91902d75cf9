import type { Moments } from './plan/plan.ts';
import type { Cloud } from './entra/clouds.ts';
import type { Clock } from './support/clock.ts';
import type { ServerTime } from './support/server-time.ts';

/** What tells the time. */
interface Clocks {
  /** The runner's. */
  readonly clock: Clock;
  readonly cloud: Cloud;
  readonly serverTime: ServerTime;
}

/** What time it is by Microsoft Graph's clock; by the runner's only where Graph has not answered yet. */
export function nowAtGraph({ clock, cloud, serverTime }: Clocks): Date {
  return serverTime.nowAt(new URL(cloud.graph).host) ?? clock.now();
}

/** What time it is, by the servers' clocks; by the runner's only where no server has told. */
export function momentsOf(clocks: Clocks): Moments {
  return {
    now: nowAtGraph(clocks),
    earliestNow: clocks.serverTime.earliestNow() ?? clocks.clock.now(),
  };
}
