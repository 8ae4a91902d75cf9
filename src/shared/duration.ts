import { UTCDateMini } from '@date-fns/utc/date/mini';
import { add } from 'date-fns/add';
import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import type { Duration } from 'date-fns';
import { parse as parseIsoDuration } from 'tinyduration';

/** A length of time in calendar units: 24 months have 730 or 731 days, as the calendar has it. */
export type Lifetime = Readonly<Duration>;

/** Makes date-fns reckon in UTC. Its own `utc` would cost tens of milliseconds to load, for formats that nobody needs. */
const inUtc = { in: (value: Date | number | string) => new UTCDateMini(+new Date(value)) };

/** Text that is no lifetime or no date; its message completes the sentence "`name` …". */
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
 * Reads a number and a unit from seconds to years (`90 seconds`, `30d`, `24 months`) or an ISO 8601 duration (`P24M`).
 *
 * @throws UnreadableTime
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
  if (negative === true || !whole) throw new InvalidTimeError('must be whole and positive');
  return parts;
}

function parseIsoParts(text: string): ReturnType<typeof parseIsoDuration> {
  try {
    return parseIsoDuration(text.toUpperCase());
  } catch {
    throw new InvalidTimeError(
      'is no length of time: write a number and a unit ("180 days", "24 months") or ISO 8601 ("P24M")',
    );
  }
}

/** The moment a lifetime after `start`, by the calendar in UTC: 31 January and a month is the last of February. */
export function endOfLifetime(lifetime: Lifetime, start: Date): Date {
  return new Date(add(start, lifetime, inUtc).getTime());
}

/** How many milliseconds a lifetime lasts that begins at `start`. */
export function lifetimeInMs(lifetime: Lifetime, start: Date): number {
  return endOfLifetime(lifetime, start).getTime() - start.getTime();
}

/** When a secret is to expire: a lifetime after it is added, or at a fixed moment. */
export type Expiry = { readonly lifetime: Lifetime } | { readonly moment: Date };

/**
 * Reads when a secret is to expire: a lifetime, a date (its first moment in UTC, which is how the Azure CLI reads one), or an
 * RFC 3339 date and time.
 *
 * @throws UnreadableTime also when that moment has passed `now`, or lies beyond the year 9999
 */
export function parseExpiry(text: string, now: Date): Expiry {
  const expiry: Expiry =
    date.test(text) || dateTime.test(text) ? { moment: parseDate(text) } : { lifetime: parseLifetime(text) };
  const end = resolveExpiry(expiry, now);
  if (!isValid(end) || end.getUTCFullYear() > 9999) throw new InvalidTimeError('is no date in the calendar');
  if (end <= now) throw new InvalidTimeError('must be later than now');
  return expiry;
}

/** The moment at which a secret that is added now expires, in whole seconds. */
export function resolveExpiry(expiry: Expiry, now: Date): Date {
  const end = 'moment' in expiry ? new Date(expiry.moment) : endOfLifetime(expiry.lifetime, now);
  end.setUTCMilliseconds(0);
  return end;
}

function parseDate(text: string): Date {
  return new Date(parseISO(text.toUpperCase(), inUtc).getTime());
}

/** The portal offers no more than 24 months for a new client secret; Graph takes more. */
export function exceedsPortalMaximum(end: Date, now: Date): boolean {
  return end > endOfLifetime({ months: 24 }, now);
}
