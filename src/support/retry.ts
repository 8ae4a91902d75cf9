import type { Budget } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Why another attempt may come to more. */
interface Setback {
  /** How it is named to people: `HTTP 503`. */
  readonly name: string;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly announced: number | undefined;
}

/** What an attempt came to. */
export interface Attempt<T> {
  readonly result: T;
  /** Undefined when another attempt would change nothing, or might do harm. */
  readonly setback: Setback | undefined;
}

/** What repeating takes from outside. */
export interface RepeatEdges {
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: Budget;
}

/** How often a request is repeated at most. */
const maximumRepeats = 5;

/**
 * Sends a request until there is no setback, or no time for another attempt.
 *
 * @param service how it is named to people: `Microsoft Graph`
 * @returns what the last attempt came to
 */
export async function repeatedly<T>(
  service: string,
  attempt: () => Promise<Attempt<T>>,
  { clock, log, budget }: RepeatEdges,
): Promise<T> {
  for (let repeat = 0; ; repeat += 1) {
    const { result, setback } = await attempt();
    if (setback === undefined || repeat >= maximumRepeats) return result;
    const { name, announced } = setback;
    const wait = announced ?? backoff(repeat);
    if (!(announced === undefined ? wait <= budget.left() : budget.grants(wait))) return result;
    log.info(`${service}: ${name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
    await clock.sleep(wait);
  }
}

/**
 * How long to wait before the repeat of that number (the first is 0), in milliseconds: doubled each time, and spread
 * so that many clients do not come back at once.
 */
export function backoff(repeat: number): number {
  const full = Math.min(500 * 2 ** repeat, 8_000);
  return full / 2 + (Math.random() * full) / 2;
}

/**
 * Reads a Retry-After header: seconds, or an HTTP date.
 *
 * @returns milliseconds; undefined when there is none, or none that can be read
 */
export function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const wait = Date.parse(header) - now.getTime();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}
