import { describe, expect, test } from '@jest/globals';
import { SimulatedApplication } from '../../../../bench/fleet/application.ts';
import { SimulatedDestination } from '../../../../bench/fleet/destination.ts';
import { FleetViolation } from '../../../../bench/fleet/violation.ts';
import type { PasswordCredential } from '../../../../src/plan/credentials.ts';

const day = (number: number): Date => new Date(Date.UTC(2027, 0, number));
const secret = (keyId: string, from: number, to: number): PasswordCredential => ({
  keyId,
  displayName: keyId,
  startDateTime: day(from),
  endDateTime: day(to),
});

const createApplication = (signInAudience = 'AzureADMyOrg'): SimulatedApplication => {
  const facts = { objectId: 'o', applicationId: 'a', displayName: 'Payroll', signInAudience };
  const destination = new SimulatedDestination('key-vault', 'first', 'first', day(1));
  return new SimulatedApplication(facts, destination, secret('first', 1, 100), []);
};

/** The rule that an action breaks, and the message. */
const violationOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    if (error instanceof FleetViolation) return { rule: error.rule, message: error.message };
    throw error;
  }
  return undefined;
};

describe('a simulated application breaks a rule', () => {
  test('when the secret in its destination is removed', () => {
    const app = createApplication();
    expect(
      violationOf(() => {
        app.remove('first', day(5));
      }),
    ).toEqual({
      rule: 'held-secret',
      message: '2027-01-05T00:00:00.000Z: Payroll loses the secret first, which its destination holds.',
    });
  });

  test('when the secret in its destination expires', () => {
    const app = createApplication();
    expect(
      violationOf(() => {
        app.requireWorkingSecret(day(99));
      }),
    ).toBeUndefined();
    expect(
      violationOf(() => {
        app.requireWorkingSecret(day(100));
      }),
    ).toEqual({
      rule: 'working-secret',
      message: expect.stringContaining('expired at 2027-04-10T00:00:00.000Z'),
    });
  });

  test('when the new secret is stored only after the old one has expired', () => {
    const app = createApplication();
    app.add(secret('second', 100, 200), day(100));
    expect(
      violationOf(() => {
        app.store('second', day(100));
      }),
    ).toMatchObject({ rule: 'working-secret' });
  });

  test('when its destination gets a secret that is not on it', () => {
    const app = createApplication();
    expect(
      violationOf(() => {
        app.store('other', day(5));
      }),
    ).toEqual({
      rule: 'working-secret',
      message: expect.stringContaining('its destination holds other, which is not on it'),
    });
  });

  test('when it can have two secrets and gets a third one', () => {
    const app = createApplication('AzureADandPersonalMicrosoftAccount');
    app.add(secret('second', 5, 200), day(5));
    expect(
      violationOf(() => {
        app.add(secret('third', 6, 200), day(6));
      }),
    ).toMatchObject({
      rule: 'two-secret-limit',
    });
  });

  test('when it keeps a secret too long that nothing needs', () => {
    const app = createApplication();
    app.add(secret('second', 5, 200), day(5));
    app.store('second', day(5));
    expect(app.requireRetirement(day(15), 10)).toBe(10);
    expect(violationOf(() => app.requireRetirement(day(16), 10))).toMatchObject({ rule: 'retirement' });
    app.remove('first', day(16));
    expect(app.requireRetirement(day(90), 10)).toBe(0);
  });

  test('when it keeps a secret too long that was never stored', () => {
    const app = createApplication();
    app.add(secret('second', 5, 200), day(5));
    expect(violationOf(() => app.requireRetirement(day(16), 10))).toMatchObject({ rule: 'retirement' });
  });
});
