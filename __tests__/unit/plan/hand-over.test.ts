import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findHandOverDeadline } from '../../../src/plan/hand-over.ts';
import { findManagedSecrets } from '../../../src/plan/plan.ts';
import { runs } from '../../helpers/plan-properties.ts';
import { day, daysAgo, lineageSecret, provenance } from '../../helpers/histories.ts';

const current = lineageSecret('new', 10, -170);
const byHand = (keyId: string, started: number, ends: number) => ({
  ...lineageSecret(keyId, started, ends),
  displayName: 'made by hand',
});

const deadlineWith = (
  credentials: Parameters<typeof findHandOverDeadline>[2],
  adopt: readonly string[] = [],
) => {
  const all = [...credentials, current];
  return findHandOverDeadline(current, findManagedSecrets(provenance, { adopt }, all), all);
};

describe('the date by which Exalate must be updated', () => {
  const older = lineageSecret('older', 100, -20);

  test.each([
    ['the end of the older secret of the lineage', [older], [], -20],
    ['the earliest end of several', [lineageSecret('oldest', 200, -5), older], [], -5],
    ['the end of a secret that has expired since', [lineageSecret('oldest', 200, 3), older], [], 3],
    ['the end of an adopted secret', [byHand('hand', 300, -7), older], ['hand'], -7],
    [
      'not the end of a secret that is not adopted, if the lineage has an older one',
      [byHand('hand', 300, -7), older],
      [],
      -20,
    ],
    ['the end of another secret, if the lineage has no older one', [byHand('hand', 300, -7)], [], -7],
    ['not the end of a secret that had expired before', [lineageSecret('oldest', 200, 11), older], [], -20],
    ['not the end of a secret that was added later', [byHand('later', 5, -1), older], ['later'], -20],
  ])('is %s', (_, credentials, adopt, ends) => {
    const { date, expiring } = deadlineWith(credentials, adopt);
    expect(date).toEqual(daysAgo(ends));
    expect(expiring?.endDateTime).toEqual(date);
  });

  test('counts a secret without a start, which may always have existed', () => {
    expect(deadlineWith([{ ...byHand('hand', 1, -7), startDateTime: null }]).date).toEqual(daysAgo(-7));
  });

  test.each([
    ['there is no other secret', []],
    ['the others never expire', [{ ...older, endDateTime: null }]],
  ])('is 14 days after the secret was added when %s', (_, credentials) => {
    expect(deadlineWith(credentials)).toEqual({
      date: new Date(current.startDateTime.getTime() + 14 * day),
      expiring: undefined,
    });
  });

  test('is always after the secret was added', () => {
    const credential = fc
      .record({
        started: fc.integer({ min: -20, max: 400 }),
        lasts: fc.option(fc.integer({ min: 1, max: 400 })),
        own: fc.boolean(),
      })
      .map(({ started, lasts, own }) => ({
        ...(own ? lineageSecret : byHand)(`k${started}-${lasts}`, started, started - (lasts ?? 0)),
        ...(lasts === null && { endDateTime: null }),
      }))
      .filter(
        ({ displayName, startDateTime }) =>
          displayName === 'made by hand' || startDateTime < current.startDateTime,
      );
    fc.assert(
      fc.property(
        fc.array(credential),
        fc.array(fc.constantFrom('k1-1', 'k5-9', 'k12-30')),
        (credentials, adopt) => {
          const all = [...credentials, current];
          const { date } = findHandOverDeadline(current, findManagedSecrets(provenance, { adopt }, all), all);
          expect(date.getTime()).toBeGreaterThan(current.startDateTime.getTime());
        },
      ),
      runs,
    );
  });
});
