/** How often a request is repeated at most when the server names no time to wait. */
export const maximumRepeats = 5;

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
export function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const wait = Date.parse(header) - now.getTime();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}
