import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** What time it is at the servers, by the Date headers of their responses: the runner's own clock may be wrong. */
export interface ServerTime {
  /** Call with the Date header of every response. */
  observe(url: string, dateHeader: string | undefined): void;
  /** The current time by the last Date header of this host; undefined when it has sent none. */
  nowAt(host: string): Date | undefined;
  /** The current time by the slowest clock of all hosts that have sent a Date header; undefined when none has. */
  earliestNow(): Date | undefined;
}

/** How far the runner's clock may differ from a server's before there is a warning, in milliseconds. */
const maxClockDifference = 5 * 60_000;

/**
 * Remembers the Date headers. They have whole seconds and are as old as the response took to arrive, so the time that this
 * returns is never ahead of the server's clock.
 *
 * @param clock the runner's clock, for the time that has passed since
 * @param log gets one warning when the runner's clock differs by more than five minutes
 */
export function createServerTime(clock: Clock, log: Pick<Log, 'warning'>): ServerTime {
  /** By host: how far the runner's clock was ahead of it at the last response, in milliseconds. */
  const offsets = new Map<string, number>();
  let warned = false;
  const minus = (offset: number): Date => new Date(clock.now().getTime() - offset);

  return {
    observe(url, dateHeader) {
      const date = parseDateHeader(dateHeader);
      if (date === undefined) return;
      const { host } = new URL(url);
      const now = clock.now();
      const offset = now.getTime() - date;
      offsets.set(host, offset);
      if (warned || Math.abs(offset) <= maxClockDifference) return;
      warned = true;
      log.warning(
        `The runner's clock shows ${formatTimestamp(now)}, and the clock of ${host} shows ${formatTimestamp(new Date(date))}. Synchronize the runner's clock (NTP).`,
      );
    },
    nowAt(host) {
      const offset = offsets.get(host);
      return offset === undefined ? undefined : minus(offset);
    },
    earliestNow: () => (offsets.size === 0 ? undefined : minus(Math.max(...offsets.values()))),
  };
}

/** The form of a Date header. Source: RFC 9110, "IMF-fixdate". Date.parse alone would accept any number as a year. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a Date header.
 *
 * @returns milliseconds since 1970; undefined when the header is missing or cannot be read
 */
export function parseDateHeader(header: string | undefined): number | undefined {
  const date = header !== undefined && imfFixdate.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : date;
}
