import type { TimeBudget } from './time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { isTooLarge, otherHostReason } from './network-error.ts';
import { parseDate } from './server-time.ts';

/** How a request ended. */
export interface RequestOutcome {
  /** HTTP status; undefined when there was no response. */
  readonly status?: number | undefined;
  /** Why there was no response, as `networkReason` gives it. */
  readonly network?: string | undefined;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs?: number | undefined;
}

/** Why the same request may succeed a moment later. */
interface RetryReason {
  /** How it is named to people: `HTTP 503`. */
  readonly name: string;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;
}

/** What an attempt came to. */
export interface AttemptResult<T> {
  readonly result: T;
  /** Undefined when another attempt would change nothing, or might do harm. */
  readonly retryReason: RetryReason | undefined;
}

/** What a retry depends on. */
interface RetryDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: TimeBudget;
}

/**
 * The statuses that most services send for a temporary problem: time-out, too many requests, server error.
 */
function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Decides whether the same request may succeed a moment later.
 *
 * @param isTransient which statuses the service sends for a temporary problem
 * @returns undefined when a repetition would not help
 */
export function findRetryReason(
  { status, network, retryAfterMs }: RequestOutcome,
  isTransient = isTransientStatus,
): RetryReason | undefined {
  if (status !== undefined) return isTransient(status) ? { name: `HTTP ${status}`, retryAfterMs } : undefined;
  const isTemporary = network !== undefined && !isTooLarge(network) && network !== otherHostReason;
  return isTemporary ? { name: network, retryAfterMs: undefined } : undefined;
}

/** How often a request is repeated at most. */
const maxRetries = 5;

/**
 * Sends a request until there is no retryReason, or no time for another attempt.
 *
 * @param service how it is named to people: `Microsoft Graph`
 * @returns what the last attempt came to
 */
export async function withRetry<T>(
  service: string,
  attempt: () => Promise<AttemptResult<T>>,
  { clock, log, budget }: RetryDependencies,
): Promise<T> {
  for (let repeat = 0; ; repeat += 1) {
    const { result, retryReason } = await attempt();
    if (retryReason === undefined || repeat >= maxRetries) return result;
    const { name, retryAfterMs } = retryReason;
    const wait = retryAfterMs ?? backoffDelay(repeat);
    if (!(retryAfterMs === undefined ? wait <= budget.remaining() : budget.tryGrantWait(wait))) return result;
    log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
    await clock.sleep(wait);
  }
}

/**
 * How long to wait before the repeat of that number (the first is 0), in milliseconds: doubled each time, and spread
 * so that many clients do not come back at once.
 */
export function backoffDelay(repeat: number): number {
  const full = Math.min(500 * 2 ** repeat, 8_000);
  return full / 2 + (Math.random() * full) / 2;
}

/** The headers that say how long to wait. */
interface RetryHeaders {
  readonly 'retry-after'?: unknown;
  readonly date?: unknown;
}

/**
 * Reads how long a server asks to wait: seconds, or an HTTP date. A date is compared with the server's own clock, as the
 * Date header of the same answer shows it: the runner's may be wrong.
 *
 * @returns milliseconds; undefined when the server does not say, or when it cannot be read
 */
export function readRetryAfter({ 'retry-after': after, date }: RetryHeaders): number | undefined {
  if (typeof after !== 'string') return undefined;
  return /^\d{1,9}$/.test(after.trim()) ? Number(after) * 1000 : millisecondsUntil(Date.parse(after), date);
}

/**
 * How long it is until a moment, by the clock of the server that named it.
 *
 * @param moment in milliseconds since 1970
 * @param date the Date header of the same answer
 * @returns milliseconds, 0 when it is past; undefined when one of the two cannot be read
 */
export function millisecondsUntil(moment: number, date: unknown): number | undefined {
  const now = parseDate(typeof date === 'string' ? date : undefined);
  return now === undefined || Number.isNaN(moment) ? undefined : Math.max(moment - now, 0);
}
