import { UTCDateMini } from '@date-fns/utc/date/mini';
import { add } from 'date-fns/add';
import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import type { Duration } from 'date-fns';
import { parse as parseIsoDuration, serialize } from 'tinyduration';

/** A duration in calendar units: 24 months are 730 or 731 days, depending on the start. */
export type Lifetime = Readonly<Duration>;

/** Makes date-fns calculate in UTC. Its own `utc` also loads formatting code, which takes tens of milliseconds. */
const inUtc = { in: (value: Date | number | string) => new UTCDateMini(+new Date(value)) };

/** Text that is not a valid lifetime or date. The message completes the sentence "`name` …". */
export class InvalidTimeError extends Error {}

const units: ReadonlyMap<string, keyof Duration> = new Map([
  ['s', 'seconds'],
  ['second', 'seconds'],
  ['seconds', 'seconds'],
  ['minute', 'minutes'],
  ['minutes', 'minutes'],
  ['h', 'hours'],
  ['hour', 'hours'],
  ['hours', 'hours'],
  ['d', 'days'],
  ['day', 'days'],
  ['days', 'days'],
  ['w', 'weeks'],
  ['week', 'weeks'],
  ['weeks', 'weeks'],
  ['month', 'months'],
  ['months', 'months'],
  ['y', 'years'],
  ['year', 'years'],
  ['years', 'years'],
]);

const amount = /^(\d{1,9})\s*([a-z]+)$/i;
const date = /^\d{4}-\d{2}-\d{2}$/;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Parses a number and a unit from seconds to years (`90 seconds`, `30d`, `24 months`) or an ISO 8601 duration (`P24M`).
 *
 * @throws InvalidTimeError
 */
export function parseLifetime(text: string): Lifetime {
  const [, digits, unit] = amount.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return parseIsoLifetime(text);
  if (/^m$/i.test(unit)) throw new InvalidTimeError('is ambiguous: write "minutes" or "months" in full');
  const name = units.get(unit.toLowerCase());
  if (name === undefined) throw new InvalidTimeError(`has an unknown unit: "${unit}"`);
  return { [name]: Number(digits) };
}

function parseIsoLifetime(text: string): Lifetime {
  const { negative, ...parts } = parseIsoParts(text);
  const whole = Object.values(parts).every((value) => Number.isSafeInteger(value));
  if (negative === true || !whole) throw new InvalidTimeError('must have whole, positive numbers');
  return parts;
}

function parseIsoParts(text: string): ReturnType<typeof parseIsoDuration> {
  try {
    return parseIsoDuration(text.toUpperCase());
  } catch {
    throw new InvalidTimeError(
      'is not a duration: write a number and a unit ("180 days", "24 months") or ISO 8601 ("P24M")',
    );
  }
}

/** Formats a lifetime as the inputs accept it: `180 days`, or ISO 8601 when it has several units. */
export function formatLifetime(lifetime: Lifetime): string {
  const parts = Object.entries(lifetime).filter(([, count]) => count !== 0);
  const [first = ['days', 0], ...others] = parts;
  if (others.length > 0) return serialize(lifetime);
  const [unit, count] = first;
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/** Adds a lifetime to `start` in UTC. One month after 31 January is the last day of February. */
export function endOfLifetime(lifetime: Lifetime, start: Date): Date {
  return new Date(add(start, lifetime, inUtc).getTime());
}

/** Subtracts a lifetime from `end` in UTC. One month before 31 March is the last day of February. */
export function startOfLifetime(lifetime: Lifetime, end: Date): Date {
  const negative = Object.fromEntries(Object.entries(lifetime).map(([unit, count]) => [unit, -count]));
  return endOfLifetime(negative, end);
}

/** The length, in milliseconds, of a lifetime that begins at `start`. */
export function lifetimeInMs(lifetime: Lifetime, start: Date): number {
  return endOfLifetime(lifetime, start).getTime() - start.getTime();
}

/** When a secret expires: a lifetime after it is added, or at a fixed time. */
export type Expiry = { readonly lifetime: Lifetime } | { readonly moment: Date };

/**
 * Parses an expiry: a lifetime, a date (midnight UTC at its start, as in the Azure CLI), or an RFC 3339 date and time.
 *
 * @throws InvalidTimeError also when the expiry is not later than `now`, or is later than the year 9999
 */
export function parseExpiry(text: string, now: Date): Expiry {
  const expiry: Expiry =
    date.test(text) || dateTime.test(text) ? { moment: parseDate(text) } : { lifetime: parseLifetime(text) };
  const end = resolveExpiry(expiry, now);
  if (!isValid(end) || end.getUTCFullYear() > 9999)
    throw new InvalidTimeError('is not a valid date, or is later than the year 9999');
  if (end <= now) throw new InvalidTimeError('must be later than now');
  return expiry;
}

/** When a secret that is added at `now` expires, rounded down to whole seconds. */
export function resolveExpiry(expiry: Expiry, now: Date): Date {
  const end = 'moment' in expiry ? new Date(expiry.moment) : endOfLifetime(expiry.lifetime, now);
  end.setUTCMilliseconds(0);
  return end;
}

function parseDate(text: string): Date {
  return new Date(parseISO(text.toUpperCase(), inUtc).getTime());
}

/** The portal offers at most 24 months for a new client secret. Microsoft Graph accepts more. */
export function exceedsPortalMaximum(end: Date, now: Date): boolean {
  return end > endOfLifetime({ months: 24 }, now);
}
