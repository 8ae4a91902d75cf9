import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** What time it is at the servers, by the Date header of their answers: the runner's own clock may be wrong. */
export interface ServerTime {
  /** Called by the line for every answer. */
  observe(url: string, dateHeader: string | undefined): void;
  /** Now, by that host's last Date header; undefined if it never sent one. */
  nowAt(host: string): Date | undefined;
  /** Now, by the slowest of all clocks that answered in this run; undefined when none has. */
  earliestNow(): Date | undefined;
}

/** Clocks that differ by more than this are worth a warning, in milliseconds. */
const maxClockDifference = 5 * 60_000;

/**
 * Remembers what time each server said it was. A Date header has whole seconds, and is as old as its answer was long
 * on the way: a server's time is never later than it really is there.
 *
 * @param clock the runner's, for the time that has passed since
 * @param log warned once, when the clocks differ by more than five minutes
 */
export function createServerTime(clock: Clock, log: Pick<Log, 'warning'>): ServerTime {
  /** By host: how far the runner's clock was ahead when the last answer came, in milliseconds. */
  const offsets = new Map<string, number>();
  let warned = false;
  const minus = (offset: number): Date => new Date(clock.now().getTime() - offset);

  return {
    observe(url, dateHeader) {
      const date = parseDate(dateHeader);
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

/** The one form of a date that servers send. Source: RFC 9110, "IMF-fixdate". JavaScript reads years out of any number. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a Date header.
 *
 * @returns milliseconds since 1970; undefined when there is none, or none that can be read
 */
export function parseDate(header: string | undefined): number | undefined {
  const date = header !== undefined && imfFixdate.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : date;
}
