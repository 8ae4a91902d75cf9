import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import {
  applicationPolicies,
  combinePolicies,
  tenantPolicy,
  type SecretPolicy,
} from '../../../../src/entra/graph/secret-policies.ts';

const created = new Date('2024-06-01T00:00:00Z');
const noAddition = { restrictionType: 'passwordAddition', state: 'enabled', maxLifetime: null };
const lifetime = (maxLifetime: string, more: object = {}): object => ({
  restrictionType: 'passwordLifetime',
  state: 'enabled',
  maxLifetime,
  ...more,
});
const after = (date: string): object => ({ restrictForAppsCreatedAfterDateTime: date });

/** @param assigned the policies of the application */
function combine(
  tenant: readonly unknown[],
  assigned: readonly object[] = [],
  isEnabled = true,
): SecretPolicy {
  return combinePolicies(
    v.parse(tenantPolicy, { isEnabled, applicationRestrictions: { passwordCredentials: tenant } }),
    v.parse(applicationPolicies, { value: assigned }),
    created,
  );
}

function assign(restrictions: readonly unknown[], isEnabled = true): readonly object[] {
  return [{ displayName: 'Exalate', isEnabled, restrictions: { passwordCredentials: restrictions } }];
}

const allowed: SecretPolicy = { prohibition: undefined, limit: undefined };
const ofTenant = { assigned: undefined, since: undefined };
const assignedOne = { assigned: 'Exalate', since: undefined };

describe('the policies of a tenant', () => {
  test('allow secrets of any lifetime without a restriction', () => {
    expect(combine([])).toEqual(allowed);
    expect(combine([], [], false)).toEqual(allowed);
  });

  test('can forbid client secrets, or limit their lifetime', () => {
    expect(combine([noAddition])).toEqual({ ...allowed, prohibition: ofTenant });
    expect(combine([lifetime('P180D')])).toEqual({
      ...allowed,
      limit: { ...ofTenant, maxLifetime: { days: 180 } },
    });
  });

  test('have no effect while they are disabled', () => {
    expect(combine([noAddition, lifetime('P180D')], [], false)).toEqual(combine([]));
    expect(combine([{ ...noAddition, state: 'disabled' }])).toEqual(combine([]));
  });

  test('can apply only to applications that were registered later', () => {
    expect(combine([{ ...noAddition, ...after('2025-01-01T00:00:00Z') }])).toEqual(combine([]));
    for (const date of ['2024-01-01T00:00:00Z', created.toISOString()]) {
      const since = new Date(date);
      expect(combine([{ ...noAddition, ...after(date) }]).prohibition).toEqual({ ...ofTenant, since });
      expect(combine([lifetime('P30D', after(date))]).limit).toMatchObject({ since });
    }
  });

  test.each([
    ['allows secrets of any lifetime', [], allowed],
    [
      'has another limit',
      [lifetime('P1Y')],
      { ...allowed, limit: { ...assignedOne, maxLifetime: { years: 1 } } },
    ],
    ['forbids secrets', [noAddition], { ...allowed, prohibition: assignedOne }],
  ])('are replaced as a whole by one on the application that %s', (_, restrictions, expected) => {
    expect(combine([noAddition, lifetime('P30D')], assign(restrictions))).toEqual(expected);
  });

  test('are replaced even by a disabled one on the application, or one without restrictions', () => {
    expect(combine([noAddition], assign([noAddition], false))).toEqual(combine([]));
    expect(combine([noAddition], [{ isEnabled: true, restrictions: null }])).toEqual(combine([]));
  });

  test('limit the lifetime to the shortest of several', () => {
    expect(combine([lifetime('P2Y'), lifetime('P6M')]).limit?.maxLifetime).toEqual({ months: 6 });
  });

  test('do not count when they exempt some callers, of which this one may be one', () => {
    const exempt = { excludeActors: { customSecurityAttributes: [] } };
    expect(combine([{ ...noAddition, ...exempt }])).toEqual(combine([]));
    expect(combine([{ ...noAddition, excludeActors: null }]).prohibition).toEqual(ofTenant);
  });

  test('may have restrictions that this action does not know', () => {
    const unknown = [
      { restrictionType: 'symmetricKeyAddition', state: 'enabled' },
      { restrictionType: 'customPasswordAddition', state: 'enabled', maxLifetime: null },
      { restrictionType: 'passwordLifetime', maxLifetime: 'a while' },
      'a later form',
      null,
    ];
    expect(combine([...unknown, lifetime('P90D')])).toEqual({
      ...allowed,
      limit: { ...ofTenant, maxLifetime: { days: 90 } },
    });
  });
});
