import { describe, expect, test } from '@jest/globals';
import { findCloud, type Cloud } from '../../src/azure/cloud.ts';
import type { LoginRefusal } from '../../src/entra/refusal.ts';
import { verifySecret } from '../../src/rotation/verify-secret.ts';
import { FastClock } from '../helpers/in-sandbox.ts';

const applicationId = '30000000-0000-4000-8000-000000000001';
const cloud = publicCloud();
const unknown: LoginRefusal = { aadsts: 7000215, status: 401 };

interface Course {
  readonly logins: number;
  /** After how many logins connections for three more were asked for. */
  readonly expected: readonly number[];
  /** After how many logins one more good round would do. */
  readonly near: readonly number[];
  readonly waits: readonly number[];
  readonly lines: readonly string[];
}

/** Verifies a secret whose logins are answered by these, then accepted. */
async function verify(answers: readonly (LoginRefusal | undefined)[], timeout = 180_000): Promise<Course> {
  const clock = new FastClock();
  const lines: string[] = [];
  let logins = 0;
  const expected: number[] = [];
  const openLoginConnections = (): void => {
    expected.push(logins);
  };
  const near: number[] = [];
  const onLastRound = (): void => {
    near.push(logins);
  };
  const log = {
    info: (line: string) => {
      lines.push(line);
    },
    notice: () => undefined,
    warning: () => undefined,
  };
  const tryLogin = (): Promise<LoginRefusal | undefined> => Promise.resolve(answers[logins++]);
  await verifySecret({
    applicationId,
    cloud,
    tryLogin,
    openLoginConnections,
    onLastRound,
    timeout,
    clock,
    log,
  });
  return { logins, expected, near, waits: clock.waits, lines };
}

describe('a secret is ready', () => {
  test('after two whole rounds of three logins, without a wait between them', async () => {
    expect(await verify([])).toEqual({ logins: 6, expected: [3], near: [3], waits: [], lines: [] });
  });

  test('only when both rounds were whole and in a row', async () => {
    const good = undefined;
    const { logins, near, waits, lines } = await verify([
      good,
      unknown,
      good,
      good,
      good,
      good,
      unknown,
      unknown,
      unknown,
    ]);
    expect(logins).toBe(15);
    expect(near).toEqual([6, 12]);
    expect(waits).toEqual([1_000, 1_500]);
    expect(lines[0]).toContain('in 2 of 3 logins (AADSTS7000215)');
    expect(lines[1]).toContain('in 0 of 3 logins');
  });

  test('for which connections are opened where another round is sure to come', async () => {
    expect((await verify([unknown])).expected).toEqual([3, 6]);
    const good = undefined;
    expect((await verify([good, good, good, unknown])).expected).toEqual([3, 9]);
  });

  test('after waits that grow to five seconds', async () => {
    const { waits } = await verify(Array.from({ length: 18 }, () => unknown));
    expect(waits).toEqual([1_000, 1_500, 2_250, 3_375, 5_000, 5_000]);
  });

  test('also after answers that say nothing of the secret', async () => {
    const { logins } = await verify([
      { aadsts: 90055, status: 429 },
      { aadsts: undefined, status: 503 },
      { aadsts: undefined, network: 'ECONNRESET' },
    ]);
    expect(logins).toBe(9);
  });
});

describe('a secret is not waited for', () => {
  test('beyond the time allowed, whose last moment is used', async () => {
    const clock = new FastClock();
    const log = { info: () => undefined, notice: () => undefined, warning: () => undefined };
    const failure = verifySecret({
      applicationId,
      cloud,
      tryLogin: () => Promise.resolve(unknown),
      openLoginConnections: () => undefined,
      onLastRound: () => undefined,
      timeout: 10_000,
      clock,
      log,
    });
    await expect(failure).rejects.toMatchObject({ code: 'secret-not-accepted' });
    await expect(failure).rejects.toThrow('within 10 seconds (last answer: AADSTS7000215)');
    const waited = clock.waits.reduce((sum, wait) => sum + wait, 0);
    expect(waited).toBeGreaterThan(9_000);
    expect(waited).toBeLessThanOrEqual(10_000);
  });

  test.each([
    [53003, 'login-blocked-by-policy', '`verify: false`'],
    [7000229, 'application-cannot-log-in', `az ad sp create --id ${applicationId}`],
    [7000112, 'application-cannot-log-in', `az ad sp update --id ${applicationId} --set accountEnabled=true`],
  ])('where waiting cannot help: AADSTS%d', async (aadsts, code, fix) => {
    const failure = verify([unknown, { aadsts, status: 400 }]);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(fix);
  });
});

function publicCloud(): Cloud {
  const found = findCloud('public');
  if (found === undefined) throw new Error('no public cloud');
  return found;
}
