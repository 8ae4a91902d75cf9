import type { TimeBudget } from './time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { isInvalidRequest, isTooLarge, otherHostReason, readProxyStatus } from './network-error.ts';
import { parseDateHeader } from './server-time.ts';

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
export interface RetryReason {
  /** Its name in the log: `HTTP 503`. */
  readonly name: string;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;
  /** How often the attempt is repeated at most for this reason. */
  readonly maxRetries?: number | undefined;
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
function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Decides whether the same request may succeed a moment later.
 *
 * @param isTransient which statuses the service sends for a temporary problem
 * @returns undefined when it would not
 */
export function findRetryReason(
  { status, network, retryAfterMs }: RequestOutcome,
  isTransient = isTransientStatus,
): RetryReason | undefined {
  if (status !== undefined) return isTransient(status) ? { name: `HTTP ${status}`, retryAfterMs } : undefined;
  if (network === undefined || isTooLarge(network) || isInvalidRequest(network)) return undefined;
  if (network === otherHostReason) return undefined;
  const proxyStatus = readProxyStatus(network);
  const isTemporary = proxyStatus === undefined || isTransientStatus(proxyStatus);
  return isTemporary ? { name: network, retryAfterMs: undefined } : undefined;
}

/** The number of attempts after the first. */
const defaultMaxRetries = 5;

/** The number of attempts after the first for a problem that lasts a few seconds: they take two to four seconds. */
export const briefRetries = 3;

/**
 * Repeats an attempt until it gives no reason to, or there is no time for another one. A wait that the server asks for
 * counts against the allowance for such waits, any other wait against the budget itself.
 *
 * @param service its name in the log: `Microsoft Graph`
 * @param maxRetries how often an attempt is repeated at most
 * @returns the result of the last attempt
 */
export async function withRetry<T>(
  service: string,
  attempt: () => Promise<AttemptResult<T>>,
  { clock, log, budget }: RetryDependencies,
  maxRetries = defaultMaxRetries,
): Promise<T> {
  for (let repeat = 0; ; repeat += 1) {
    const { result, retryReason } = await attempt();
    const limit = Math.min(retryReason?.maxRetries ?? maxRetries, maxRetries);
    if (retryReason === undefined || repeat >= limit) return result;
    const { name, retryAfterMs } = retryReason;
    const wait = retryAfterMs ?? backoffDelay(repeat);
    if (!(retryAfterMs === undefined ? wait <= budget.remaining() : budget.tryGrantWait(wait))) return result;
    log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
    await clock.sleep(wait);
  }
}

/**
 * How long to wait before a repeat: half a second, doubled each time up to eight seconds, less a random part of up to one
 * half, so that many clients do not come back at the same time.
 *
 * @param repeat 0 for the first
 * @returns milliseconds
 */
export function backoffDelay(repeat: number): number {
  const longest = Math.min(500 * 2 ** repeat, 8_000);
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
