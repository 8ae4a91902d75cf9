import { describe, expect, test } from '@jest/globals';
import { findObservableDestinations, holdStatus, type Evidence } from '../../../src/plan/evidence.ts';
import {
  daysAgo,
  minute,
  lineageSecret,
  destination,
  defaultPolicy,
  version,
  versions,
} from '../../helpers/histories.ts';

const secret = lineageSecret('a', 10);
const { maxStoreDelay } = defaultPolicy;
const afterStart = (milliseconds: number): Date => new Date(secret.startDateTime.getTime() + milliseconds);

const heldSecrets = (evidence: Evidence) =>
  findObservableDestinations([destination(evidence)], [secret], maxStoreDelay).map((one) => one.heldSecrets);

describe('a Key Vault destination', () => {
  test.each([
    ['up to five minutes before the secret started', -5 * minute, [secret]],
    ['earlier', -5 * minute - 1_000, []],
    ['when the longest run stores its secret', maxStoreDelay, [secret]],
    ['later', maxStoreDelay + 1_000, []],
  ])('holds the secrets of its tags only if they were written in time: %s', (_, delay, held) => {
    expect(heldSecrets(versions(version(afterStart(delay), 'a')))).toEqual([held]);
  });

  test('holds the tagged secret despite another version of the same second, or a disabled one', () => {
    const tagged = version(afterStart(minute), 'a');
    const others = [
      version(afterStart(minute), undefined),
      version(afterStart(minute), 'b', { writeId: undefined }),
      version(daysAgo(1), undefined, { enabled: false }),
    ];
    for (const other of others) {
      expect(heldSecrets(versions(tagged, other))).toEqual([[secret]]);
    }
  });

  test('holds a secret whose newest version is disabled, if an earlier one can be read', () => {
    const evidence = versions(version(afterStart(minute), 'a'), version(daysAgo(1), 'a', { enabled: false }));
    expect(holdStatus(secret, evidence, maxStoreDelay)).toBe('now');
  });

  test('may hold every secret when some of its versions cannot be read, but holds only those that it shows', () => {
    const replaced = versions(version(afterStart(minute), 'a'), version(daysAgo(1), 'b'));
    expect(holdStatus(secret, replaced, maxStoreDelay)).toEqual(daysAgo(1));
    const incomplete: Evidence = {
      kind: 'versions',
      versions: [version(daysAgo(1), 'b')],
      isIncomplete: true,
    };
    expect(holdStatus(secret, incomplete, maxStoreDelay)).toBe('now');
    expect(heldSecrets(incomplete)).toEqual([[]]);
    const shown: Evidence = { ...incomplete, versions: [version(afterStart(minute), 'a')] };
    expect(heldSecrets(shown)).toEqual([[secret]]);
  });
});
