import type { Moments } from './plan/plan.ts';
import type { World } from './world.ts';

/** What time it is, by the servers' clocks; by the runner's only where no server has told. */
export function momentsOf({ clock, cloud, serverTime }: World): Moments {
  return {
    now: serverTime.nowAt(new URL(cloud.graph).host) ?? clock.now(),
    earliestNow: serverTime.earliestNow() ?? clock.now(),
  };
}
