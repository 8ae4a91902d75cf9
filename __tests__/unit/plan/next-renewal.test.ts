import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findObservableDestinations } from '../../../src/plan/evidence.ts';
import { findNextRenewal, findRenewalReasons } from '../../../src/plan/renewal.ts';
import { endOfLifetime, type Lifetime } from '../../../src/shared/duration.ts';
import {
  day,
  defaultPolicy,
  destination,
  lineageSecret,
  minute,
  versionsOf,
} from '../../helpers/histories.ts';

const current = lineageSecret('a', 10, -300);
const policyWith = (renewWithin: Lifetime | undefined) => ({ ...defaultPolicy, renewWithin });

describe('the next renewal', () => {
  test('is `renew-within` before the end of the current secret', () => {
    expect(findNextRenewal(current, [], policyWith({ days: 30 }))).toEqual(
      new Date(Number(current.endDateTime) - 30 * day),
    );
  });

  test('is earlier when a destination holds a secret that ends earlier', () => {
    const older = lineageSecret('b', 20, -100);
    const destinations = findObservableDestinations(
      [destination(versionsOf(older))],
      [older, current],
      minute * 30,
    );
    expect(findNextRenewal(current, destinations, policyWith({ days: 30 }))).toEqual(
      new Date(Number(older.endDateTime) - 30 * day),
    );
  });

  test('is unknown when every run adds a secret, or when no secret expires', () => {
    expect(findNextRenewal(current, [], policyWith(undefined))).toBeUndefined();
    expect(findNextRenewal({ ...current, endDateTime: null }, [], policyWith({ days: 30 }))).toBeUndefined();
  });

  test('is not on the last day of a shorter month, when a run would not renew yet', () => {
    const secret = { ...current, endDateTime: new Date('2027-03-31T10:00:00Z') };
    expect(findNextRenewal(secret, [], policyWith({ months: 1 }))).toEqual(new Date('2027-03-01T00:00:00Z'));
  });

  test('is the first moment at which a run renews, also with months of different lengths', () => {
    const lifetimes: readonly Lifetime[] = [
      { days: 30 },
      { months: 1 },
      { months: 2 },
      { years: 1 },
      { hours: 36 },
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2027-01-01'), max: new Date('2032-12-31'), noInvalidDate: true }),
        fc.constantFrom(...lifetimes),
        (end, renewWithin) => {
          const secret = { ...current, endDateTime: end };
          const policy = policyWith(renewWithin);
          const next = findNextRenewal(secret, [], policy) ?? new Date(NaN);
          const isDue = (now: Date): boolean => findRenewalReasons([secret], [], policy, now).length > 0;
          expect(isDue(next)).toBe(true);
          expect(isDue(new Date(next.getTime() - 1))).toBe(false);
          expect(endOfLifetime(renewWithin, next).getTime()).toBeGreaterThanOrEqual(end.getTime());
        },
      ),
    );
  });
});
