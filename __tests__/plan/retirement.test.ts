import { describe, expect, test } from '@jest/globals';
import { secretsOf, type PasswordCredential } from '../../src/plan/credentials.ts';
import { witnessesAmong, type Evidence } from '../../src/plan/evidence.ts';
import { confirmed, superfluousAmong, type Superfluous } from '../../src/plan/retirement.ts';
import { ago, empty, lineage, minute, noted, now, own, place, policy, written } from './histories.ts';

const witnesses = (evidence: readonly (Evidence | undefined)[]) =>
  witnessesAmong(evidence.map((one) => place(one)));

function superfluous(
  credentials: readonly PasswordCredential[],
  evidence: readonly (Evidence | undefined)[],
  changes: Partial<typeof policy> = {},
): readonly Superfluous[] {
  return superfluousAmong(
    secretsOf(lineage, credentials),
    witnesses(evidence),
    { ...policy, ...changes },
    now,
  );
}

const keyIds = (found: readonly Superfluous[]): readonly string[] => found.map(({ secret }) => secret.keyId);

const weekly = [own('a', 35), own('b', 28), own('c', 21), own('d', 14), own('e', 7)];
const lastWrite = new Date(ago(7).getTime() + minute);

describe('a secret is superfluous', () => {
  test('since its successor came to the destination', () => {
    expect(superfluous([own('d', 14), own('e', 7)], [written(lastWrite)])).toEqual([
      {
        secret: own('d', 14),
        cause: 'superseded',
        since: lastWrite,
        due: new Date(lastWrite.getTime() + 7 * 86_400_000),
      },
    ]);
  });

  test('since its successor must have come there, when a later one is there now', () => {
    const [first] = superfluous(weekly, [written(lastWrite)]);
    expect(first).toMatchObject({ secret: { keyId: 'a' }, since: new Date(ago(28).getTime() + 30 * minute) });
  });

  test('since the last destination was written', () => {
    const later = new Date(ago(7).getTime() + 20 * minute);
    const [first] = superfluous([own('d', 14), own('e', 7)], [written(lastWrite), written(later)]);
    expect(first?.since).toEqual(later);
    const [other] = superfluous([own('d', 14), own('e', 7)], [written(later), written(lastWrite)]);
    expect(other?.since).toEqual(later);
  });

  test('for good, when none is ever removed', () => {
    const [first] = superfluous(weekly, [written(lastWrite)], { retireAfter: undefined });
    expect(first?.due).toBeUndefined();
    const [expired] = superfluous([own('old', 90, 3), own('e', 7)], [written(lastWrite)], {
      retireAfter: undefined,
    });
    expect(expired).toMatchObject({ cause: 'expired', due: undefined });
  });

  test('when it has expired, though nobody can say what the destinations hold', () => {
    const expired = own('old', 90, 3);
    for (const evidence of [[undefined], [empty], [written(ago(2))], [noted(ago(2))], []]) {
      expect(superfluous([expired, own('e', 7)], evidence)).toEqual([
        { secret: expired, cause: 'expired', since: ago(3), due: ago(3) },
      ]);
    }
  });

  test('when it expires this very moment', () => {
    expect(keyIds(superfluous([own('old', 90, 0), own('e', 7)], [undefined]))).toEqual(['old']);
  });

  test('not when it is the newest, expired or not', () => {
    expect(superfluous([own('old', 90, 3)], [empty])).toEqual([]);
  });

  test('not when a destination may hold it, expired or not', () => {
    expect(superfluous([own('old', 90, 3), own('e', 7)], [noted(ago(90), 'old')])).toEqual([]);
    const near = own('near', 7 + 1 / 144);
    expect(superfluous([near, own('e', 7)], [written(lastWrite)])).toEqual([]);
  });

  test.each([
    ['nothing', empty],
    ['what somebody else wrote', written(ago(2))],
    ['what nobody noted', noted(ago(2))],
  ])('not while it lives and a destination holds %s', (_, evidence) => {
    expect(superfluous(weekly, [written(lastWrite), evidence])).toEqual([]);
  });

  test('not while it lives and no destination can prove anything', () => {
    expect(superfluous(weekly, [undefined])).toEqual([]);
  });

  test('not when it is newer than what the destinations hold: nobody has replaced it', () => {
    expect(keyIds(superfluous(weekly, [noted(ago(20), 'c')]))).toEqual(['a', 'b']);
  });

  test('when one destination holds an older one, and another took a newer one instead', () => {
    expect(keyIds(superfluous(weekly, [noted(ago(35), 'a'), noted(ago(7), 'e')]))).toEqual(['b', 'c', 'd']);
  });

  test('not while it is one of several that may be in use', () => {
    expect(keyIds(superfluous(weekly, [noted(ago(7), 'b', 'e')]))).toEqual(['a']);
  });
});

describe('a second look', () => {
  const planned = superfluous(weekly, [written(lastWrite)]);
  const confirmedBy = (
    credentials: readonly PasswordCredential[],
    ...evidence: readonly (Evidence | undefined)[]
  ): readonly string[] =>
    keyIds(confirmed(planned, secretsOf(lineage, credentials), witnesses(evidence), policy.longestWrite));

  test('confirms what it shows as the first one did', () => {
    expect(keyIds(planned)).toEqual(['a', 'b', 'c', 'd']);
    expect(confirmedBy(weekly, written(lastWrite))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('does not confirm what it does not show', () => {
    expect(confirmedBy(weekly.slice(1), written(lastWrite))).toEqual(['b', 'c', 'd']);
  });

  test('does not confirm what a destination may hold by now', () => {
    expect(confirmedBy(weekly, noted(ago(0), 'b'))).toEqual(['a', 'c', 'd']);
  });

  test('confirms nothing that lives when somebody else has written', () => {
    expect(confirmedBy(weekly, written(ago(0)))).toEqual([]);
    expect(confirmedBy(weekly, undefined)).toEqual([]);
  });

  test('confirms an expired one all the same', () => {
    const old = own('old', 90, 3);
    const gone = superfluous([old, own('e', 7)], [empty]);
    const own2 = secretsOf(lineage, [old, own('e', 7)]);
    expect(keyIds(confirmed(gone, own2, witnesses([empty]), policy.longestWrite))).toEqual(['old']);
  });
});
