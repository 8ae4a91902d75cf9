import { describe, expect, test } from '@jest/globals';
import { findObservableDestinations, holdStatus, type Evidence } from '../../../src/plan/evidence.ts';
import {
  daysAgo,
  minute,
  lineageSecret,
  destination,
  policy,
  version,
  versions,
} from '../../helpers/histories.ts';

const secret = lineageSecret('a', 10);
const { maxStoreDelay } = policy;
const after = (milliseconds: number): Date => new Date(secret.startDateTime.getTime() + milliseconds);

const heldSecrets = (evidence: Evidence) =>
  findObservableDestinations([destination(evidence)], [secret], maxStoreDelay).map((one) => one.heldSecrets);

describe('a Key Vault secret', () => {
  test.each([
    ['five minutes before the secret started, by its own clock', -5 * minute, [secret]],
    ['earlier than that', -5 * minute - 1_000, []],
    ['at the end of the time that a run may take', maxStoreDelay, [secret]],
    ['later than that', maxStoreDelay + 1_000, []],
  ])('shows whose value it holds when that was written %s', (_, wait, held) => {
    expect(heldSecrets(versions(version(after(wait), 'a')))).toEqual([held]);
  });

  test('shows whose value it holds, whatever another process wrote in the same second, or has disabled', () => {
    const ours = version(after(minute), 'a');
    const others = [
      version(after(minute), undefined),
      version(after(minute), 'b', { writeId: undefined }),
      version(daysAgo(1), undefined, { enabled: false }),
    ];
    for (const other of others) {
      expect(heldSecrets(versions(ours, other))).toEqual([[secret]]);
    }
  });

  test('holds a secret whose later version was disabled: the one before it can be read', () => {
    const evidence = versions(version(after(minute), 'a'), version(daysAgo(1), 'a', { enabled: false }));
    expect(holdStatus(secret, evidence, maxStoreDelay)).toBe('now');
  });
});
