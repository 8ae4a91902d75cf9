import { describe, expect, test } from '@jest/globals';
import { secretsOf, type PasswordCredential } from '../../src/plan/credentials.ts';
import { witnessesAmong, type Evidence } from '../../src/plan/evidence.ts';
import { confirmed, superfluousAmong, type Superfluous } from '../../src/plan/retirement.ts';
import {
  ago,
  empty,
  lineage,
  minute,
  noted,
  now,
  own,
  place,
  policy,
  version,
  versionsOf,
  written,
} from './histories.ts';

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

  test('since the last destination gave it up', () => {
    const later = new Date(ago(7).getTime() + 20 * minute);
    const since = (...evidence: readonly Evidence[]): Date | undefined =>
      superfluous([own('d', 14), own('e', 7)], evidence)[0]?.since;
    expect(since(written(lastWrite), written(later))).toEqual(later);
    expect(since(written(later), written(lastWrite))).toEqual(later);
    expect(since(versionsOf(own('d', 14), own('e', 7)), written(later))).toEqual(later);
    expect(since(written(later), versionsOf(own('d', 14), own('e', 7)))).toEqual(later);
  });

  test('since the last write, in a destination that may have missed the one before', () => {
    const since = superfluous(weekly, [written(lastWrite), written(lastWrite)]).map((one) => one.since);
    expect(since).toEqual([lastWrite, lastWrite, lastWrite, lastWrite]);
  });

  test('since another version took its place, when a destination keeps all of them', () => {
    const [first, second] = superfluous(weekly, [versionsOf(own('a', 35), own('c', 21), own('e', 7))]);
    expect(first).toMatchObject({ secret: { keyId: 'a' }, since: new Date(ago(21).getTime() + minute) });
    expect(second).toMatchObject({ secret: { keyId: 'b' }, cause: 'unstored' });
    const again = superfluous(
      [own('a', 20), own('b', 10)],
      [versionsOf(own('a', 20), own('a', 15), own('b', 10))],
    );
    expect(again[0]?.since).toEqual(new Date(ago(10).getTime() + minute));
  });

  test('when no destination ever held it, and its run can store it no more', () => {
    const left = own('left', 2);
    expect(superfluous([own('e', 7), left], [written(lastWrite)])).toEqual([
      {
        secret: left,
        cause: 'unstored',
        since: new Date(ago(2).getTime() + 40 * minute),
        due: new Date(ago(2).getTime() + 40 * minute),
      },
    ]);
    expect(superfluous([own('e', 7), left], [written(lastWrite)], { retireAfter: undefined })).toMatchObject([
      { cause: 'unstored', due: undefined },
    ]);
    const under = own('under', 40 / 1440);
    expect(superfluous([own('e', 7), under], [written(lastWrite)])).toEqual([]);
    expect(superfluous([own('e', 7), left], [written(lastWrite), empty])).toEqual([]);
    expect(superfluous([own('e', 7), left], [undefined])).toEqual([]);
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
    expect(keyIds(superfluous([own('old', 90, 3), own('e', 7)], [noted(ago(90), 'old')]))).toEqual(['e']);
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

  test('not when it is newer than what took its place: somebody went back to an older one', () => {
    const [older, newer] = [own('a', 20), own('b', 15)];
    const back: Evidence = {
      kind: 'noted',
      versions: [version(ago(20), 'a'), version(ago(15), 'b'), version(ago(10), 'a')],
    };
    expect(superfluous([older, newer], [back])).toEqual([]);
    expect(superfluous([older, newer, { ...newer, keyId: 'c' }], [back, noted(ago(15), 'c')])).toEqual([]);
  });

  test('when one destination holds an older one, and another took a newer one instead', () => {
    const found = superfluous(weekly, [versionsOf(own('a', 35)), versionsOf(...weekly)]);
    expect(keyIds(found)).toEqual(['b', 'c', 'd']);
  });

  test('not while it is one of several that may be in use', () => {
    const evidence = versionsOf(own('a', 35), own('b', 7), own('e', 7));
    expect(keyIds(superfluous([own('a', 35), own('b', 28), own('e', 7)], [evidence]))).toEqual(['a']);
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
