import { describe, expect, test } from '@jest/globals';
import { readSecretLoginFailure } from '../../../src/entra/login/secret-login-errors.ts';
import type { RequestFailure } from '../../../src/http/failure.ts';
import { verifySecret } from '../../../src/rotation/verify-secret.ts';
import { foreignResponse, loginFailure } from '../../helpers/login-failure.ts';
import { intent } from '../../helpers/states.ts';
import { createTestContext, WaitingClock } from '../../helpers/test-context.ts';

const { applicationId } = intent;
const secretText = 'the value';
const accepted = undefined;
const unknown = loginFailure(7000215);
const throttled = loginFailure(90055, { status: 429 });

/** What a verification did. */
interface Verification {
  readonly logins: number;
  /** How many logins there were when connections for the next round were opened. */
  readonly opened: readonly number[];
  /** How many logins there were when one more successful round was enough. */
  readonly lastRounds: readonly number[];
  readonly waits: readonly number[];
  readonly lines: readonly string[];
}

/**
 * Verifies a secret.
 *
 * @param answer returns the answer to the login of this number, the first is 0
 */
async function verify(
  answer: (login: number) => RequestFailure | undefined,
  clock = new WaitingClock(),
  inputs: Readonly<Record<string, string>> = {},
): Promise<Verification> {
  const lines: string[] = [];
  const opened: number[] = [];
  const lastRounds: number[] = [];
  let logins = 0;
  const context = createTestContext(
    {
      clock,
      log: { info: (line) => lines.push(line), notice: () => undefined, warning: () => undefined },
      openLoginConnections: (count) => {
        expect(count).toBe(3);
        opened.push(logins);
      },
      trySecretLogin: (...given) => {
        expect(given).toEqual([applicationId, secretText]);
        const failure = answer(logins++);
        return Promise.resolve(failure && readSecretLoginFailure(failure));
      },
    },
    inputs,
  );
  await verifySecret(secretText, context, () => {
    lastRounds.push(logins);
  });
  expect(lines.pop()).toBe('Microsoft Entra ID accepts the new secret.');
  return { logins, opened, lastRounds, waits: clock.waits, lines };
}

/** The same, when the first logins are answered by these, and the others are accepted. */
const verifyAfter = (answers: readonly (RequestFailure | undefined)[]): Promise<Verification> =>
  verify((login) => answers[login]);

describe('the verification', () => {
  test('ends after two rounds of three logins, without a wait between them', async () => {
    expect(await verifyAfter([])).toEqual({ logins: 6, opened: [3], lastRounds: [3], waits: [], lines: [] });
  });

  test('ends only when two consecutive rounds succeed', async () => {
    const { logins, lastRounds, waits, lines } = await verifyAfter([
      ...[accepted, unknown, accepted],
      ...[accepted, accepted, accepted],
      ...[unknown, unknown, unknown],
    ]);
    expect(logins).toBe(15);
    expect(lastRounds).toEqual([6, 12]);
    expect(waits).toEqual([1_000, 1_500]);
    expect(lines).toEqual([
      'Microsoft Entra ID accepted the new secret in 2 of 3 logins (AADSTS7000215). It can take a while until all replicas accept it.',
      'Microsoft Entra ID accepted the new secret in 0 of 3 logins (AADSTS7000215). It can take a while until all replicas accept it.',
    ]);
  });

  test('opens connections early for a round that is certain to come', async () => {
    expect((await verifyAfter([unknown])).opened).toEqual([3, 6]);
    expect((await verifyAfter([accepted, accepted, accepted, unknown])).opened).toEqual([3, 9]);
  });

  test('waits longer after each round that failed, up to five seconds', async () => {
    const { waits } = await verifyAfter(Array.from({ length: 18 }, () => unknown));
    expect(waits).toEqual([1_000, 1_500, 2_250, 3_375, 5_000, 5_000]);
  });

  test('continues after responses that say nothing about the secret, and does not blame replicas', async () => {
    const { logins, lines } = await verifyAfter([
      loginFailure(90033, { status: 400 }),
      foreignResponse(503),
      { network: 'ECONNRESET' },
      loginFailure(90006, { status: 200 }),
    ]);
    expect(logins).toBe(12);
    expect(lines).toEqual([
      'Microsoft Entra ID accepted the new secret in 0 of 3 logins (AADSTS90033).',
      'Microsoft Entra ID accepted the new secret in 2 of 3 logins (AADSTS90006).',
    ]);
  });

  test('sends one login at a time while Entra limits their number, and then full rounds again', async () => {
    const { logins, waits, lines } = await verifyAfter([
      ...[accepted, throttled, throttled],
      throttled,
      throttled,
      accepted,
      ...[unknown, accepted, accepted],
    ]);
    // A full round, three single logins, a round that failed, and two that succeeded.
    expect(logins).toBe(3 + 3 + 3 + 6);
    expect(waits).toEqual([5_000, 10_000, 20_000, 1_000]);
    expect(lines.slice(0, 2)).toEqual([
      'Microsoft Entra ID accepted the new secret in 1 of 3 logins (AADSTS90055). It limits the number of logins to the tenant, so the action sends one at a time for now.',
      'Microsoft Entra ID accepted the new secret in 0 of 1 logins (AADSTS90055). It limits the number of logins to the tenant, so the action sends one at a time for now.',
    ]);
  });

  test('sends few logins to a tenant that stays throttled, and reports that', async () => {
    const clock = new WaitingClock();
    let logins = 0;
    const failure = verify(
      () => {
        logins += 1;
        return throttled;
      },
      clock,
      { 'verify-timeout': '6 hours' },
    );
    await expect(failure).rejects.toMatchObject({ code: 'entra-throttled' });
    await expect(failure).rejects.toThrow('limits the number of logins');
    await expect(failure).rejects.toThrow('could not be verified within 21600 seconds');
    await expect(failure).rejects.not.toThrow('replicas');
    expect(logins).toBeLessThan(370);
    expect(clock.now().getTime()).toBe(6 * 60 * 60_000);
  });

  test('waits as long as Entra asks it to', async () => {
    const asked = loginFailure(90055, { status: 429, headers: { 'retry-after': '40' } });
    expect((await verifyAfter([asked])).waits).toEqual([40_000]);
    const unavailable = foreignResponse(503, { 'retry-after': '3' });
    expect((await verifyAfter([unavailable])).waits).toEqual([3_000]);
  });

  test('ends after a few rounds that something other than Entra answers', async () => {
    let logins = 0;
    const failure = verify(() => {
      logins += 1;
      return foreignResponse(403, { 'content-type': 'text/html' });
    });
    await expect(failure).rejects.toMatchObject({ code: 'response-not-from-service' });
    await expect(failure).rejects.toThrow('login.microsoftonline.com');
    expect(logins).toBe(12);
  });

  test('fails when the secret is not accepted in time, and uses all of that time', async () => {
    const clock = new WaitingClock();
    const failure = verify(() => unknown, clock, { 'verify-timeout': '10 seconds' });
    await expect(failure).rejects.toMatchObject({ code: 'secret-not-accepted' });
    await expect(failure).rejects.toThrow('within 10 seconds (last response: AADSTS7000215)');
    expect(clock.now().getTime()).toBe(10_000);
  });

  test.each<[string, RequestFailure]>([
    ['entra-unreachable', { network: 'ECONNRESET' }],
    ['secret-not-accepted', foreignResponse(503)],
    ['secret-not-accepted', loginFailure(90033, { status: 400 })],
    ['secret-not-accepted', loginFailure(700016, { status: 400 })],
  ])('does not blame replicas for the secret when the time is up: %s', async (code, response) => {
    const failure = verify(() => response, new WaitingClock(), { 'verify-timeout': '10 seconds' });
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.not.toThrow('the secret has not reached all replicas');
  });

  test.each([
    [53003, 'login-blocked-by-policy', '`verify: false`'],
    [7000229, 'application-cannot-log-in', `az ad sp create --id ${applicationId}`],
    [7000112, 'application-cannot-log-in', `az ad sp update --id ${applicationId} --set accountEnabled=true`],
    [5000211, 'tenant-access-restricted', 'sec-Restrict-Tenant-Access-Policy'],
    [500014, 'application-cannot-log-in', 'https://login.microsoftonline.com/error?code=500014'],
    [82001, 'application-cannot-log-in', 'AADSTS82001 (trace ID 7f6b8c1e-'],
    [7000222, 'application-cannot-log-in', 'AADSTS7000222'],
  ])('fails at once when waiting cannot help: AADSTS%d', async (number, code, text) => {
    const failure = verifyAfter([unknown, loginFailure(number, { status: 400 })]);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(text);
    // The login carried the secret.
    await expect(failure).rejects.not.toThrow('The message of Entra');
  });

  test.each(['a response of more than 1 MB', 'a request to another host'])(
    'fails at once after %s',
    async (network) => {
      await expect(verifyAfter([{ network }])).rejects.toMatchObject({
        code: network.includes('MB') ? 'response-too-large' : 'entra-unreachable',
      });
    },
  );
});
