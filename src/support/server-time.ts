import type { Clock } from './clock.ts';
export interface ServerTime {
  observe(url: string, dateHeader: string | undefined): void;
  nowAt(host: string): Date | undefined;
  earliestNow(): Date | undefined;
  largestOffset(): number;
}
export function createServerTime(_clock: Clock): ServerTime {
  return {
    observe: () => undefined,
    nowAt: () => undefined,
    earliestNow: () => undefined,
    largestOffset: () => 0,
  };
}
