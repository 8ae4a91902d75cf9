import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { readCompromisedSecrets } from '../../../src/rotation/read-compromised.ts';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import { lineageSecret } from '../../helpers/histories.ts';
import { createTestContext } from '../../helpers/test-context.ts';

const [first, second] = [lineageSecret('first', 20), lineageSecret('second', 1)];

/** @param reads what each further read lists; the last one is repeated */
async function readWith(
  passwordCredentials: readonly PasswordCredential[],
  reads: readonly (readonly PasswordCredential[])[],
  remaining = 60_000,
): Promise<{ readonly keyIds: readonly string[]; readonly waits: readonly number[] }> {
  const { application } = createTestContext();
  const waits: number[] = [];
  const clock = {
    msPerSecond: 1_000,
    now: () => new Date(0),
    sleep(milliseconds: number) {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  const budget = new TimeBudget(clock, remaining, 0);
  const result = await readCompromisedSecrets(
    { ...application, passwordCredentials },
    { listCredentials: () => Promise.resolve(reads[waits.length - 1] ?? reads.at(-1) ?? []) },
    { compromised: ['first', 'second'] },
    { clock, budget },
  );
  return { keyIds: result.passwordCredentials.map(({ keyId }) => keyId), waits };
}

describe('compromised secrets', () => {
  test('that are all listed need no further read', async () => {
    expect(await readWith([first, second], [])).toEqual({ keyIds: ['first', 'second'], waits: [] });
  });

  test('that a replica does not know yet are found by a later read', async () => {
    expect(await readWith([first], [[first], [first, second]])).toEqual({
      keyIds: ['first', 'second'],
      waits: [0, 1_000],
    });
  });

  test('are gone when all reads agree, and no read that lists fewer counts', async () => {
    expect(await readWith([first], [[], [first]])).toEqual({
      keyIds: ['first'],
      waits: [0, 1_000, 2_000, 4_000],
    });
  });

  test('are read as often as the time allows', async () => {
    expect(await readWith([first], [[first]], 1_500)).toEqual({ keyIds: ['first'], waits: [0, 1_000] });
  });
});
