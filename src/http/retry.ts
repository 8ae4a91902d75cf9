import type { TimeBudget } from './time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { parseDateHeader } from './server-time.ts';

/** Why the same request may succeed a moment later. */
export interface RetryReason {
  /** Its name in the log: `HTTP 503`. */
  readonly name: string;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;
  /** How often the attempt is repeated at most for this reason. */
  readonly maxRetries?: number | undefined;
  /** Whether the server refuses requests because there are too many. Default: false. */
  readonly isThrottled?: boolean;
}

/** How an attempt ended. */
export interface AttemptResult<T> {
  readonly result: T;
  /** Undefined when another attempt would not help, or could do harm. */
  readonly retryReason: RetryReason | undefined;
}

/** What a retry depends on. */
interface RetryDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: TimeBudget;
}

/** The statuses that most services send for a temporary problem: timeout, too many requests, server error. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** The number of attempts after the first. */
const defaultMaxRetries = 5;

/** A problem that lasts about two seconds is over after this many retries, with this wait in milliseconds before each. */
export const briefRetries = 3;
export const briefWait = 1_000;

/** The number of attempts after the first while a server throttles: the allowance for such waits ends them earlier, unless it asks for very short ones. */
const throttledRetries = 60;

/** The longest wait without Retry-After, in milliseconds. */
const maxDelay = { default: 8_000, throttled: 60_000 };

/**
 * Repeats an attempt until it gives no reason to, or there is no time for another one. A wait that the server asks for, by
 * Retry-After or because it throttles, counts against the allowance for such waits, any other wait against the budget itself.
 *
 * @param service its name in the log: `Microsoft Graph`
 * @param maxRetries how often an attempt is repeated at most
 * @returns the result of the last attempt
 */
export async function withRetry<T>(
  service: string,
  attempt: () => Promise<AttemptResult<T>>,
  { clock, log, budget }: RetryDependencies,
  maxRetries = Infinity,
): Promise<T> {
  for (let repeat = 0; ; repeat += 1) {
    const { result, retryReason } = await attempt();
    if (retryReason === undefined) return result;
    const { name, retryAfterMs, isThrottled = false } = retryReason;
    const limit = retryReason.maxRetries ?? (isThrottled ? throttledRetries : defaultMaxRetries);
    if (repeat >= Math.min(limit, maxRetries)) return result;
    const wait = retryAfterMs ?? backoffDelay(repeat, isThrottled ? maxDelay.throttled : maxDelay.default);
    const isAsked = isThrottled || retryAfterMs !== undefined;
    if (!(isAsked ? budget.tryGrantWait(wait) : wait <= budget.remaining())) return result;
    log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
    await clock.sleep(wait);
  }
}

/**
 * How long to wait before a repeat: half a second, doubled each time up to a limit, less a random part of up to one half, so
 * that many clients do not come back at the same time.
 *
 * @param repeat 0 for the first
 * @param limit in milliseconds
 * @returns milliseconds
 */
export function backoffDelay(repeat: number, limit = maxDelay.default): number {
  const longest = Math.min(500 * 2 ** repeat, limit);
  return longest / 2 + (Math.random() * longest) / 2;
}

/** The headers that say how long to wait. */
interface RetryHeaders {
  readonly 'retry-after'?: unknown;
  readonly date?: unknown;
}

/**
 * Reads how long a server asks to wait: seconds, or an HTTP date. A date is compared with the Date header of the same
 * response, because the runner's clock may be wrong.
 *
 * @returns milliseconds; undefined when the header is missing or cannot be read
 */
export function readRetryAfter({ 'retry-after': retryAfter, date }: RetryHeaders): number | undefined {
  if (typeof retryAfter !== 'string') return undefined;
  const isSeconds = /^\d{1,9}$/.test(retryAfter.trim());
  return isSeconds ? Number(retryAfter) * 1000 : millisecondsUntil(Date.parse(retryAfter), date);
}

/**
 * How long it is until a point in time, by the clock of the server that named it.
 *
 * @param time in milliseconds since 1970
 * @param date the Date header of the same response
 * @returns milliseconds, 0 when it is past; undefined when one of the two cannot be read
 */
export function millisecondsUntil(time: number, date: unknown): number | undefined {
  const now = parseDateHeader(typeof date === 'string' ? date : undefined);
  return now === undefined || Number.isNaN(time) ? undefined : Math.max(time - now, 0);
}
