import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printProvenance, type Provenance } from '../../src/plan/lineage.ts';
import { planRotation } from '../../src/plan/plan.ts';

const endDateTime = new Date('2028-11-22T00:00:00Z');
const provenance: Provenance = {
  description: 'Exalate',
  repository: 'acme/ops',
  digest: '4f2a9c',
  run: { id: 7001, attempt: 1 },
  nonce: 'k3f9x2',
};

const credentials = fc.array(
  fc.record({ keyId: fc.uuid(), displayName: fc.string(), endDateTime: fc.date({ noInvalidDate: true }) }),
  { maxLength: 8 },
);
const personal = fc.constantFrom('AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount');
const organizational = fc.constantFrom('AzureADMyOrg', 'AzureADMultipleOrgs', '');

describe('the plan', () => {
  test('adds one secret that names its run', () => {
    fc.assert(
      fc.property(organizational, credentials, (signInAudience, passwordCredentials) => {
        expect(planRotation({ signInAudience, passwordCredentials }, provenance, endDateTime)).toEqual({
          kind: 'add',
          displayName: printProvenance(provenance),
          endDateTime,
        });
      }),
    );
  });

  test('finds no room for a third secret where personal accounts are allowed', () => {
    fc.assert(
      fc.property(personal, credentials, (signInAudience, passwordCredentials) => {
        const plan = planRotation({ signInAudience, passwordCredentials }, provenance, endDateTime);
        expect(plan.kind).toBe(passwordCredentials.length < 2 ? 'add' : 'no-room');
        if (plan.kind === 'no-room') expect(plan.occupants).toEqual(passwordCredentials);
      }),
    );
  });
});
