import { describe, expect, test } from '@jest/globals';
import { findLineageSecrets, type PasswordCredential } from '../../../src/plan/credentials.ts';
import { findObservableDestinations, type Evidence } from '../../../src/plan/evidence.ts';
import type { Policy } from '../../../src/plan/plan.ts';
import { findRenewalReasons, type RenewalReason } from '../../../src/plan/renewal.ts';
import {
  daysAgo,
  empty,
  provenance,
  minute,
  descriptionWith,
  versionsTagged,
  now,
  otherDigest,
  lineageSecret,
  destination,
  defaultPolicy,
  version,
  versions,
  writtenAt,
} from '../../helpers/histories.ts';

/** The reasons when these secrets are on the application and the destinations A, B and C show this evidence. */
function reasonsFor(
  credentials: readonly PasswordCredential[],
  evidence: readonly Evidence[],
  changes: Partial<Policy> = {},
): readonly RenewalReason[] {
  const policy = { ...defaultPolicy, ...changes };
  const lineageSecrets = findLineageSecrets(provenance, credentials);
  const destinations = evidence.map((one, index) => destination(one, 'ABC'.charAt(index)));
  const observable = findObservableDestinations(destinations, lineageSecrets, policy.maxStoreDelay);
  return findRenewalReasons(lineageSecrets, observable, policy, now);
}

const minutesAfterStart = ({ startDateTime }: { startDateTime: Date }, minutes: number): Date =>
  new Date(startDateTime.getTime() + minutes * minute);

const current = lineageSecret('current', 10);
const older = lineageSecret('older', 40);
const stored = writtenAt(daysAgo(10));

describe('a secret is added', () => {
  test('by every run without `renew-within`', () => {
    expect(reasonsFor([current], [stored], { renewWithin: undefined })).toEqual([{ kind: 'always' }]);
  });

  test('when the lineage has none, whatever other secrets there are', () => {
    const otherSecrets = [
      { ...lineageSecret('hand', 10), displayName: 'Exalate' },
      { ...lineageSecret('other', 10), displayName: descriptionWith('aaaaaa', { digest: otherDigest }) },
      { ...lineageSecret('named', 10), displayName: descriptionWith('aaaaaa', { description: 'Exalate 2' }) },
      { ...lineageSecret('when', 10), startDateTime: null },
    ];
    expect(reasonsFor(otherSecrets, [stored])).toEqual([{ kind: 'first' }]);
  });

  test('when the newest secret expires within `renew-within`', () => {
    const [due, notYetDue] = [lineageSecret('due', 10, -30), lineageSecret('notyet', 10, -31)];
    expect(reasonsFor([due], [stored])).toEqual([{ kind: 'due', endDateTime: due.endDateTime }]);
    expect(reasonsFor([notYetDue], [stored])).toEqual([]);
  });

  test('when a secret that may be in use is due, even if a newer one may be in use too', () => {
    const [due, newer] = [lineageSecret('older', 10, -5), lineageSecret('newer', 10 - 1 / 144)];
    const holdsEither = writtenAt(minutesAfterStart(newer, 5));
    expect(reasonsFor([due, newer], [holdsEither])).toEqual([{ kind: 'due', endDateTime: due.endDateTime }]);
    expect(reasonsFor([lineageSecret('older', 10, -50), newer], [holdsEither])).toEqual([]);
  });

  test('when several secrets are due, with the earliest end as the reason', () => {
    for (const [firstEnd, secondEnd] of [
      [-9, -8],
      [-8, -9],
    ]) {
      const secrets = [lineageSecret('a', 10, firstEnd), lineageSecret('b', 10 - 1 / 1440, secondEnd)];
      expect(reasonsFor(secrets, [stored])).toEqual([{ kind: 'due', endDateTime: daysAgo(-8) }]);
    }
  });

  test('when a destination has lost its value', () => {
    expect(reasonsFor([current], [stored, empty])).toEqual([{ kind: 'empty', label: 'B' }]);
  });

  test('when another process wrote a destination', () => {
    const at = daysAgo(2);
    for (const evidence of [writtenAt(at), versionsTagged(at), versionsTagged(at, 'elsewhere')]) {
      expect(reasonsFor([current], [evidence])).toEqual([{ kind: 'foreign', label: 'A', at }]);
    }
  });

  test('when a destination holds an older secret', () => {
    const outdated = [{ kind: 'outdated', label: 'A' }];
    const evidence = [writtenAt(daysAgo(40)), versionsTagged(daysAgo(10), 'current')];
    expect(reasonsFor([older, current], evidence)).toEqual(outdated);
    expect(reasonsFor([older, current], [versionsTagged(daysAgo(40), 'older')])).toEqual(outdated);
  });

  test('when the newest version is disabled', () => {
    const disabled = version(daysAgo(10), 'current', { enabled: false });
    expect(reasonsFor([current], [versions(disabled)])).toEqual([{ kind: 'disabled', label: 'A' }]);
    expect(reasonsFor([older, current], [versions(version(daysAgo(40), 'older'), disabled)])).toEqual([
      { kind: 'disabled', label: 'A' },
    ]);
  });

  test('when the tags of a version are a copy', () => {
    const copied = versions(
      version(daysAgo(10), 'current'),
      version(daysAgo(9), 'current', { writeId: `current ${daysAgo(10).getTime()}` }),
    );
    expect(reasonsFor([current], [copied])).toEqual([{ kind: 'foreign', label: 'A', at: daysAgo(9) }]);
  });

  test('for every reason that applies', () => {
    const due = lineageSecret('due', 10, -3);
    expect(reasonsFor([due], [empty, stored, writtenAt(daysAgo(3))])).toEqual([
      { kind: 'empty', label: 'A' },
      { kind: 'foreign', label: 'C', at: daysAgo(3) },
      { kind: 'due', endDateTime: due.endDateTime },
    ]);
  });
});

describe('no secret is added', () => {
  test('when the current one never expires', () => {
    expect(reasonsFor([{ ...current, endDateTime: null }], [stored])).toEqual([]);
  });

  test('when a run stored the current one twice, with two write IDs', () => {
    const storedTwice = versions(
      version(daysAgo(10), 'current'),
      version(minutesAfterStart(current, 1), 'current'),
    );
    expect(reasonsFor([current], [storedTwice])).toEqual([]);
  });
});

describe('a GitHub destination', () => {
  test.each([
    ['holds', -5, 0],
    ['does not hold', -5.01, 1],
    ['holds', 30, 0],
    ['does not hold', 30.01, 1],
  ])('%s a secret when it was written %d minutes after the secret started', (_, minutes, reasonCount) => {
    const evidence = [writtenAt(minutesAfterStart(current, minutes))];
    expect(reasonsFor([current], evidence)).toHaveLength(reasonCount);
  });

  test('holds a secret that was stored later when `verify-timeout` is longer', () => {
    const longVerification = { maxStoreDelay: 90 * minute };
    const reasonsAfter = (minutes: number): readonly RenewalReason[] =>
      reasonsFor([current], [writtenAt(minutesAfterStart(current, minutes))], longVerification);
    expect(reasonsAfter(90)).toEqual([]);
    expect(reasonsAfter(91)).toHaveLength(1);
  });
});
