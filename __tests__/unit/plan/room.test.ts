import { describe, expect, test } from '@jest/globals';
import { hasRoomAt, planRotation, type PlanInput, type Policy } from '../../../src/plan/plan.ts';
import fc from 'fast-check';
import {
  daysAgo,
  defaultPolicy,
  destination,
  lineageSecret,
  planCases,
  planInput,
  provenance,
  versionsOf,
} from '../../helpers/histories.ts';
import { runs } from '../../helpers/plan-properties.ts';

const personal = 'AzureADandPersonalMicrosoftAccount';
const older = lineageSecret('a', 200, -700);
const current = lineageSecret('b', 20);
const held = destination(versionsOf(older, current));
const later = daysAgo(-270);

function hasRoom(
  signInAudience: string,
  changes: Partial<Policy>,
  ...secrets: PlanInput['passwordCredentials']
) {
  const input = { ...planInput(secrets, held), signInAudience };
  return hasRoomAt(later, input, provenance, { ...defaultPolicy, ...changes });
}

describe('room for the next secret', () => {
  test.each([
    ['no limit applies', true, hasRoom('AzureADMyOrg', { retireAfter: undefined }, older, current)],
    ['there is one secret', true, hasRoom(personal, { retireAfter: undefined }, current)],
    ['the older one will be removed', true, hasRoom(personal, { retireAfter: { days: 7 } }, older, current)],
    ['the older one is kept', false, hasRoom(personal, { retireAfter: undefined }, older, current)],
    ['its grace lasts longer', false, hasRoom(personal, { retireAfter: { years: 2 } }, older, current)],
  ])('when %s: %s', (_, expected, actual) => {
    expect(actual).toBe(expected);
  });

  test('is what the plan finds, if it adds a secret then', () => {
    fc.assert(
      fc.property(planCases, ({ input, policy }) => {
        const always = { ...policy, renewWithin: undefined };
        const plan = planRotation(input, provenance, always, { now: later, earliestNow: later });
        const hasUnstored = plan.kind === 'add' && plan.retireFirst.some(({ cause }) => cause === 'unstored');
        fc.pre(!hasUnstored);
        expect(hasRoomAt(later, input, provenance, always)).toBe(plan.kind === 'add');
      }),
      runs,
    );
  });
});
