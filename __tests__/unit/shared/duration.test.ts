import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  endOfLifetime,
  exceedsPortalMaximum,
  formatLifetime,
  lifetimeInMs,
  resolveExpiry,
  startOfLifetime,
  parseExpiry,
  parseLifetime,
  InvalidTimeError,
} from '../../../src/shared/duration.ts';

const day = 86_400_000;
const now = new Date('2026-11-23T14:30:15.500Z');
const onTheSecond = new Date('2026-11-23T14:30:15Z');

const starts = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test.each([
  [{ days: 180 }, '180 days'],
  [{ years: 1, months: 0 }, '1 year'],
  [{ months: 18, days: 0 }, '18 months'],
  [{ years: 1, months: 6 }, 'P1Y6M'],
  [{}, '0 days'],
])('formats the lifetime %j as %s', (lifetime, text) => {
  expect(formatLifetime(lifetime)).toBe(text);
});

describe('parses the lifetime', () => {
  test.each([
    ['730 days', { days: 730 }],
    ['180d', { days: 180 }],
    ['180 D', { days: 180 }],
    ['1 day', { days: 1 }],
    ['24 months', { months: 24 }],
    ['1 month', { months: 1 }],
    ['2 years', { years: 2 }],
    ['1 year', { years: 1 }],
    ['2y', { years: 2 }],
    ['6 weeks', { weeks: 6 }],
    ['1 week', { weeks: 1 }],
    ['6w', { weeks: 6 }],
    ['12 hours', { hours: 12 }],
    ['1 hour', { hours: 1 }],
    ['12h', { hours: 12 }],
    ['3 minutes', { minutes: 3 }],
    ['1 minute', { minutes: 1 }],
    ['90 seconds', { seconds: 90 }],
    ['1 second', { seconds: 1 }],
    ['90s', { seconds: 90 }],
    ['P24M', { months: 24 }],
    ['p24m', { months: 24 }],
    ['P30D', { days: 30 }],
    ['PT90S', { seconds: 90 }],
    ['P1Y2M3DT4H5M6S', { years: 1, months: 2, days: 3, hours: 4, minutes: 5, seconds: 6 }],
  ])('%s', (text, expected) => {
    expect(parseLifetime(text)).toEqual(expected);
  });
});

describe('rejects the lifetime', () => {
  test.each([
    ['5m', 'is ambiguous'],
    ['5M', 'is ambiguous'],
    ['5 fortnights', 'has an unknown unit: "fortnights"'],
    ['5 cm', 'has an unknown unit: "cm"'],
    ['5 constructor', 'has an unknown unit: "constructor"'],
    ['soon', 'is not a duration'],
    ['730', 'is not a duration'],
    ['-3 days', 'is not a duration'],
    ['1.5 years', 'is not a duration'],
    ['1 year 6 months', 'is not a duration'],
    ['P', 'is not a duration'],
    ['P1.5D', 'must have whole, positive numbers'],
    ['P1Y1.5D', 'must have whole, positive numbers'],
    ['-P1D', 'must have whole, positive numbers'],
  ])('%s', (text, message) => {
    expect(() => parseLifetime(text)).toThrow(InvalidTimeError);
    expect(() => parseLifetime(text)).toThrow(message);
  });
});

describe('a lifetime', () => {
  test('in days is a multiple of 24 hours in every spelling', () => {
    fc.assert(
      fc.property(fc.nat(5000), starts, (count, start) => {
        for (const text of [`${count} days`, `${count}d`, `P${count}D`]) {
          expect(lifetimeInMs(parseLifetime(text), start)).toBe(count * day);
        }
      }),
    );
  });

  test('in days can be added in two steps, across leap years and month ends', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), starts, (a, b, start) => {
        expect(endOfLifetime({ days: b }, endOfLifetime({ days: a }, start))).toEqual(
          endOfLifetime({ days: a + b }, start),
        );
      }),
    );
  });

  test('of twelve months equals a year, and one of seven days a week', () => {
    fc.assert(
      fc.property(fc.nat(50), starts, (count, start) => {
        expect(endOfLifetime({ months: 12 * count }, start)).toEqual(endOfLifetime({ years: count }, start));
        expect(endOfLifetime({ days: 7 * count }, start)).toEqual(endOfLifetime({ weeks: count }, start));
      }),
    );
  });

  test('in months ends on the same day of the month, or on the last day of a shorter month', () => {
    fc.assert(
      fc.property(fc.nat(120), starts, (count, start) => {
        const end = endOfLifetime({ months: count }, start);
        const lastDay = new Date(
          Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count + 1, 0),
        ).getUTCDate();
        expect(end.getUTCMonth()).toBe((start.getUTCMonth() + count) % 12);
        expect(end.getUTCDate()).toBe(Math.min(start.getUTCDate(), lastDay));
        expect(end.getTime() % day).toBe(start.getTime() % day);
      }),
    );
  });

  test('in days and minutes starts as long before its end as it ends after its start', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), starts, (days, minutes, start) => {
        const lifetime = { days, minutes };
        expect(startOfLifetime(lifetime, endOfLifetime(lifetime, start))).toEqual(start);
      }),
    );
  });

  test('of one month to 31 March starts on the last day of February', () => {
    expect(startOfLifetime({ months: 1 }, new Date('2027-03-31T10:00:00Z'))).toEqual(
      new Date('2027-02-28T10:00:00Z'),
    );
  });

  test('of one year from 29 February ends on 28 February', () => {
    expect(endOfLifetime({ years: 1 }, new Date('2028-02-29T10:00:00Z'))).toEqual(
      new Date('2029-02-28T10:00:00Z'),
    );
  });
});

describe('parses the expiry', () => {
  test.each([
    ['730 days', '2028-11-22T14:30:15.000Z'],
    ['24 months', '2028-11-23T14:30:15.000Z'],
    ['2027-12-31', '2027-12-31T00:00:00.000Z'],
    ['2027-12-31T12:34:56Z', '2027-12-31T12:34:56.000Z'],
    ['2027-12-31t12:34:56z', '2027-12-31T12:34:56.000Z'],
    ['2027-12-31T12:34:56+02:00', '2027-12-31T10:34:56.000Z'],
    ['2027-12-31T12:34:56.789Z', '2027-12-31T12:34:56.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2 seconds', '2026-11-23T14:30:17.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(resolveExpiry(parseExpiry(text, now), now).toISOString()).toBe(expected);
  });

  test('of any printed timestamp, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000_000 }), (seconds) => {
        const end = new Date(Math.floor(now.getTime() / 1000) * 1000 + seconds * 1000);
        fc.pre(end > now);
        expect(resolveExpiry(parseExpiry(end.toISOString(), now), now)).toEqual(end);
      }),
    );
  });
});

describe('an expiry', () => {
  const later = new Date(now.getTime() + 3 * 86_400_000 + 789);

  test('that is a lifetime starts when the secret is added', () => {
    expect(resolveExpiry(parseExpiry('10 days', now), later)).toEqual(new Date('2026-12-06T14:30:16.000Z'));
  });

  test('that is a date does not depend on the start', () => {
    expect(resolveExpiry(parseExpiry('2027-12-31', now), later)).toEqual(new Date('2027-12-31T00:00:00Z'));
  });
});

describe('rejects the expiry', () => {
  test.each([
    ['2026-11-23', 'must be later than now'],
    ['2020-01-01T00:00:00Z', 'must be later than now'],
    ['0 days', 'must be later than now'],
    ['2027-02-29', 'is not a valid date'],
    ['2027-13-01', 'is not a valid date'],
    ['999999999 years', 'is not a valid date'],
    ['8000 years', 'is not a valid date'],
    ['31.12.2027', 'is not a duration'],
    ['2027-12-31T12:34', 'is not a duration'],
    ['on 2027-12-31', 'is not a duration'],
    ['at 2027-12-31T12:34:56Z', 'is not a duration'],
    ['2027-12-31T12:34:56Z sharp', 'is not a duration'],
  ])('%s', (text, message) => {
    expect(() => parseExpiry(text, now)).toThrow(InvalidTimeError);
    expect(() => parseExpiry(text, now)).toThrow(message);
  });

  test('that equals the current second', () => {
    expect(() => parseExpiry(onTheSecond.toISOString(), onTheSecond)).toThrow('must be later than now');
  });
});

test('a lifetime of more than 24 months exceeds what the portal offers', () => {
  expect(exceedsPortalMaximum(endOfLifetime({ months: 24 }, now), now)).toBe(false);
  const end = (text: string): Date => resolveExpiry(parseExpiry(text, now), now);
  expect(exceedsPortalMaximum(end('730 days'), now)).toBe(false);
  expect(exceedsPortalMaximum(end('24 months'), now)).toBe(false);
  expect(exceedsPortalMaximum(end('732 days'), now)).toBe(true);
});
