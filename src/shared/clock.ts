import { setTimeout as delay } from 'node:timers/promises';

/** The current time and a way to wait. Tests pass a clock that they control. */
export interface Clock {
  now(): Date;
  /** The length of a second in real milliseconds, for libraries that set their own timers. */
  readonly msPerSecond: number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  msPerSecond: 1_000,
  sleep: async (milliseconds) => {
    await delay(milliseconds);
  },
};
