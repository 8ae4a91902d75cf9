import type { Clock } from '../shared/clock.ts';

/** The longest time that a request waits for its response, in real milliseconds. */
function maxRequestTimeout({ msPerSecond }: Clock): number {
  return 20 * msPerSecond;
}

/**
 * The time that must be left for a request that changes something, in milliseconds: a request that is given up early may
 * still take effect.
 */
export const minTimeForWrite = 25_000;

/** No reservation extends a phase beyond this, in milliseconds, so that it ends within two minutes however slow the servers are. */
const maxPhaseTime = 100_000;

/**
 * The time that a phase of a run may take, however slow the servers are. Waits that a server asks for do not count, nor does
 * waiting until Entra accepts a new secret.
 */
export class TimeBudget {
  readonly #clock: Clock;
  #end: number;
  #limit: number;
  #retryAfterAllowance: number;
  readonly #whole: TimeBudget | undefined;

  /**
   * @param milliseconds from now
   * @param retryAfterAllowance how many more milliseconds may be spent on waits that servers ask for, in total
   * @param whole the budget that this one is a part of
   */
  constructor(clock: Clock, milliseconds: number, retryAfterAllowance: number, whole?: TimeBudget) {
    this.#clock = clock;
    this.#retryAfterAllowance = retryAfterAllowance;
    this.#whole = whole;
    const now = clock.now().getTime();
    this.#end = now + milliseconds;
    this.#limit = now + maxPhaseTime;
  }

  /**
   * A separate budget, from now on, for requests that a run can do without. Their time counts here as well; the waits that
   * servers ask for do not.
   */
  createPart(milliseconds: number, retryAfterAllowance: number): TimeBudget {
    return new TimeBudget(this.#clock, milliseconds, retryAfterAllowance, this);
  }

  /** What is left, in milliseconds; zero when it is used up. */
  remaining(): number {
    return Math.max(this.#end - this.#clock.now().getTime(), 0);
  }

  /** How long the next request may wait for its response, in real milliseconds; never zero, which can mean no limit. */
  requestTimeout(): number {
    const left = (this.remaining() / 1_000) * this.#clock.msPerSecond;
    return Math.max(Math.min(maxRequestTimeout(this.#clock), Math.floor(left)), 1);
  }

  /** Takes a wait that a server asks for out of the allowance. @returns whether the allowance covers it */
  tryGrantWait(milliseconds: number): boolean {
    if (milliseconds > this.#retryAfterAllowance) return false;
    this.#retryAfterAllowance -= milliseconds;
    this.extend(milliseconds);
    return true;
  }

  /** Adds time that does not count. */
  extend(milliseconds: number): void {
    this.#end += milliseconds;
    this.#limit += milliseconds;
    this.#whole?.extend(milliseconds);
  }

  /**
   * Extends the budget so that at least this much time is left, up to the limit of a phase: a failure that took all the
   * time must leave some for cleaning up.
   */
  ensureRemaining(milliseconds: number): void {
    const end = Math.min(this.#clock.now().getTime() + milliseconds, this.#limit);
    this.#end = Math.max(this.#end, end);
  }
}
