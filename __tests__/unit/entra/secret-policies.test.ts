import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import {
  applicationPolicies,
  combinePolicies,
  tenantPolicy,
  type SecretPolicy,
} from '../../../src/entra/secret-policies.ts';

const created = new Date('2024-06-01T00:00:00Z');
const noAddition = { restrictionType: 'passwordAddition', state: 'enabled', maxLifetime: null };
const lifetime = (maxLifetime: string, more: object = {}): object => ({
  restrictionType: 'passwordLifetime',
  state: 'enabled',
  maxLifetime,
  ...more,
});
const after = (date: string): object => ({ restrictForAppsCreatedAfterDateTime: date });

function combine(
  tenant: readonly unknown[],
  ofApplication: readonly unknown[] = [],
  isEnabled = true,
): SecretPolicy {
  return combinePolicies(
    v.parse(tenantPolicy, { isEnabled, applicationRestrictions: { passwordCredentials: tenant } }),
    v.parse(applicationPolicies, {
      value: [{ isEnabled: true, restrictions: { passwordCredentials: ofApplication } }],
    }),
    created,
  );
}

describe('the policies of a tenant', () => {
  test('allow secrets of any lifetime without a restriction', () => {
    expect(combine([])).toEqual({ allowsSecrets: true, maxLifetime: undefined });
    expect(combine([], [], false)).toEqual({ allowsSecrets: true, maxLifetime: undefined });
  });

  test('can forbid client secrets, or limit their lifetime', () => {
    expect(combine([noAddition])).toMatchObject({ allowsSecrets: false });
    expect(combine([lifetime('P180D')])).toEqual({ allowsSecrets: true, maxLifetime: { days: 180 } });
  });

  test('have no effect while they are disabled', () => {
    expect(combine([noAddition, lifetime('P180D')], [], false)).toEqual(combine([]));
    expect(combine([{ ...noAddition, state: 'disabled' }])).toEqual(combine([]));
  });

  test('can apply only to applications that were registered later', () => {
    expect(combine([{ ...noAddition, ...after('2025-01-01T00:00:00Z') }])).toEqual(combine([]));
    expect(combine([{ ...noAddition, ...after('2024-01-01T00:00:00Z') }])).toMatchObject({
      allowsSecrets: false,
    });
  });

  test('are replaced by a restriction of the same type on the application', () => {
    expect(combine([lifetime('P30D')], [lifetime('P1Y')]).maxLifetime).toEqual({ years: 1 });
    expect(combine([noAddition], [{ ...noAddition, state: 'disabled' }]).allowsSecrets).toBe(true);
    expect(combine([lifetime('P30D')], [noAddition])).toEqual({
      allowsSecrets: false,
      maxLifetime: { days: 30 },
    });
  });

  test('limit the lifetime to the shortest of several', () => {
    expect(combine([], [lifetime('P2Y'), lifetime('P6M')]).maxLifetime).toEqual({ months: 6 });
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
      allowsSecrets: true,
      maxLifetime: { days: 90 },
    });
  });
});
