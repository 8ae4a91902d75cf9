import type { Moments } from './plan/plan.ts';
import type { World } from './world.ts';

/** The beginning of time: before it, no grace has passed. */
const nothingHasPassed = new Date(0);

/**
 * What time it is, by the servers' clocks. Where no server has told, secrets are renewed by the runner's clock, and none
 * is removed: it may be ahead.
 */
export function momentsOf({ clock, cloud, serverTime }: World): Moments {
  const earliest = serverTime.earliestNow();
  return {
    now: serverTime.nowAt(new URL(cloud.graph).host) ?? earliest ?? clock.now(),
    earliestNow: earliest ?? nothingHasPassed,
  };
}
