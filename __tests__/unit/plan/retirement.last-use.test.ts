import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findObservableDestinations } from '../../../src/plan/evidence.ts';
import { findManagedSecrets } from '../../../src/plan/plan.ts';
import { findRetirableSecrets, type LastUses, type RetirableSecret } from '../../../src/plan/retirement.ts';
import {
  day,
  daysAgo,
  defaultPolicy,
  destination,
  lineageSecret,
  minute,
  now,
  provenance,
  writtenAt,
} from '../../helpers/histories.ts';

const [older, newest] = [lineageSecret('d', 14), lineageSecret('e', 7)];
const stored = new Date(newest.startDateTime.getTime() + minute);

function findRetirable(
  lastUses: LastUses | undefined,
  retire: 'later' | 'never' = 'later',
): readonly RetirableSecret[] {
  const policy = { ...defaultPolicy, ...(retire === 'never' && { retireAfter: undefined }) };
  const managed = findManagedSecrets(provenance, policy, [older, newest]);
  const observable = findObservableDestinations(
    [destination(writtenAt(stored))],
    managed.own,
    policy.maxStoreDelay,
  );
  return findRetirableSecrets(managed, observable, policy, now, lastUses);
}

describe('the last use of a superseded secret', () => {
  test('after its successor was stored postpones its removal by `retire-after` from that use', () => {
    const lastUsed = daysAgo(2);
    expect(findRetirable(new Map([['d', lastUsed]]))).toMatchObject([
      { lastUsed, since: stored, due: new Date(lastUsed.getTime() + 7 * day) },
    ]);
  });

  test.each([
    ['before its successor was stored', new Map([['d', daysAgo(10)]])],
    ['of another secret', new Map([['e', daysAgo(1)]])],
    ['that is not known', undefined],
  ])('%s changes nothing', (_, lastUses) => {
    expect(findRetirable(lastUses)).toEqual(findRetirable(new Map()));
  });

  test('is shown even when `retire-after` is `never`', () => {
    expect(findRetirable(new Map([['d', daysAgo(1)]]), 'never')).toMatchObject([
      { lastUsed: daysAgo(1), due: undefined },
    ]);
  });

  test('never makes a removal earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 30 }), (days) => {
        const [without] = findRetirable(undefined);
        const [withUse] = findRetirable(new Map([['d', daysAgo(days)]]));
        expect(Number(withUse?.due)).toBeGreaterThanOrEqual(Number(without?.due));
      }),
    );
  });
});
