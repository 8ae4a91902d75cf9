import { setTimeout as delay } from 'node:timers/promises';

/** Time, as a parameter: a test hands in one that it moves itself. */
export interface Clock {
  now(): Date;
  /** How long a second takes, in real milliseconds: for libraries that wait by themselves. */
  readonly msPerSecond: number;
  /** Resolves after so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  msPerSecond: 1_000,
  sleep: async (milliseconds) => {
    await delay(milliseconds);
  },
};
