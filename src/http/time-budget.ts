import type { Clock } from '../shared/clock.ts';

/** No request waits longer than this for its answer, in real milliseconds. */
function maxRequestTimeout({ msPerSecond }: Clock): number {
  return 20 * msPerSecond;
}

/**
 * What a request that changes something must find in the budget, in milliseconds: one that is given up at once may still
 * take effect.
 */
export const minTimeForWrite = 25_000;

/** What is reserved for cleaning up ends here as well, in milliseconds: a phase has two minutes, whatever servers do. */
const maxPhaseTime = 100_000;

/**
 * The time that a phase of a run may take whatever the servers do. Waits that a server retryAfterMs, and those for a new
 * secret to be known everywhere, do not count.
 */
export class TimeBudget {
  readonly #clock: Clock;
  #end: number;
  #limit: number;
  #retryAfterAllowance: number;

  /**
   * @param milliseconds from now
   * @param retryAfterAllowance how many more milliseconds may be spent on waits that servers announce, all together
   */
  constructor(clock: Clock, milliseconds: number, retryAfterAllowance: number) {
    this.#clock = clock;
    this.#retryAfterAllowance = retryAfterAllowance;
    const now = clock.now().getTime();
    this.#end = now + milliseconds;
    this.#limit = now + maxPhaseTime;
  }

  /** What is left, in milliseconds; zero when it is used up. */
  remaining(): number {
    return Math.max(this.#end - this.#clock.now().getTime(), 0);
  }

  /** How long the next request may wait for its answer, in real milliseconds: never zero, which some take for no limit. */
  requestTimeout(): number {
    const left = (this.remaining() / 1_000) * this.#clock.msPerSecond;
    return Math.max(Math.min(maxRequestTimeout(this.#clock), Math.floor(left)), 1);
  }

  /** Whether a wait that a server announced is granted; it does not count then. */
  tryGrantWait(milliseconds: number): boolean {
    if (milliseconds > this.#retryAfterAllowance) return false;
    this.#retryAfterAllowance -= milliseconds;
    this.extend(milliseconds);
    return true;
  }

  /** Gives back time that does not count. */
  extend(milliseconds: number): void {
    this.#end += milliseconds;
    this.#limit += milliseconds;
  }

  /**
   * Sees to it that at least so much is left, as far as the phase has it: cleaning up must not lack the time that the
   * failure took.
   */
  ensureRemaining(milliseconds: number): void {
    const end = Math.min(this.#clock.now().getTime() + milliseconds, this.#limit);
    this.#end = Math.max(this.#end, end);
  }
}
