import { describe, expect, test } from '@jest/globals';
import type { LoginRefusal } from '../../../src/entra/refusal.ts';
import { verifySecret } from '../../../src/rotation/verify-secret.ts';
import { intent } from '../../helpers/states.ts';
import { createTestContext, WaitingClock } from '../../helpers/test-context.ts';

const { applicationId } = intent;
const secretText = 'the value';
const accepted = undefined;
const unknown: LoginRefusal = { aadsts: 7000215, status: 401 };

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
  answer: (login: number) => LoginRefusal | undefined,
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
        return Promise.resolve(answer(logins++));
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
const verifyAfter = (answers: readonly (LoginRefusal | undefined)[]): Promise<Verification> =>
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

  test('continues after responses that say nothing about the secret', async () => {
    const { logins } = await verifyAfter([
      { aadsts: 90055, status: 429 },
      { aadsts: undefined, status: 503 },
      { aadsts: undefined, network: 'ECONNRESET' },
    ]);
    expect(logins).toBe(9);
  });

  test('fails when the secret is not accepted in time, and uses all of that time', async () => {
    const clock = new WaitingClock();
    const failure = verify(() => unknown, clock, { 'verify-timeout': '10 seconds' });
    await expect(failure).rejects.toMatchObject({ code: 'secret-not-accepted' });
    await expect(failure).rejects.toThrow('within 10 seconds (last response: AADSTS7000215)');
    expect(clock.now().getTime()).toBe(10_000);
  });

  test.each([
    [53003, 'login-blocked-by-policy', '`verify: false`'],
    [7000229, 'application-cannot-log-in', `az ad sp create --id ${applicationId}`],
    [7000112, 'application-cannot-log-in', `az ad sp update --id ${applicationId} --set accountEnabled=true`],
  ])('fails at once when waiting cannot help: AADSTS%d', async (aadsts, code, remedy) => {
    const failure = verifyAfter([unknown, { aadsts, status: 400 }]);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(remedy);
  });
});
