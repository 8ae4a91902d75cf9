import { describe, expect, test } from '@jest/globals';
import { findLineageSecrets, type PasswordCredential } from '../../../src/plan/credentials.ts';
import { findObservableDestinations, type Evidence } from '../../../src/plan/evidence.ts';
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
  policy,
  version,
  versions,
  writtenAt,
} from '../../helpers/histories.ts';

/** Why a secret is added when these are there, and the destinations A, B … show this. */
function reasons(
  credentials: readonly PasswordCredential[],
  evidence: readonly Evidence[],
  changes: Partial<typeof policy> = {},
): readonly RenewalReason[] {
  const places = evidence.map((one, index) => destination(one, 'ABC'.charAt(index)));
  const asked = { ...policy, ...changes };
  const secrets = findLineageSecrets(provenance, credentials);
  const destinations = findObservableDestinations(places, secrets, asked.maxStoreDelay);
  return findRenewalReasons(secrets, destinations, asked, now);
}

/** So many minutes after a secret started. */
const after = ({ startDateTime }: { startDateTime: Date }, minutes: number): Date =>
  new Date(startDateTime.getTime() + minutes * minute);

const good = lineageSecret('good', 10);

describe('a secret is added', () => {
  test('by each run, when nothing else is asked for', () => {
    expect(reasons([good], [writtenAt(daysAgo(10))], { renewWithin: undefined })).toEqual([
      { kind: 'always' },
    ]);
  });

  test('when the lineage has none, whatever else is there', () => {
    const strangers = [
      { ...lineageSecret('hand', 10), displayName: 'Exalate' },
      { ...lineageSecret('other', 10), displayName: descriptionWith('aaaaaa', { digest: otherDigest }) },
      { ...lineageSecret('named', 10), displayName: descriptionWith('aaaaaa', { description: 'Exalate 2' }) },
      { ...lineageSecret('when', 10), startDateTime: null },
    ];
    expect(reasons(strangers, [writtenAt(daysAgo(10))])).toEqual([{ kind: 'first' }]);
  });

  test('when the newest does not live longer than asked', () => {
    const [due, notYet] = [lineageSecret('due', 10, -30), lineageSecret('notyet', 10, -31)];
    expect(reasons([due], [writtenAt(daysAgo(10))])).toEqual([{ kind: 'due', endDateTime: due.endDateTime }]);
    expect(reasons([notYet], [writtenAt(daysAgo(10))])).toEqual([]);
  });

  test('when one that may be in use is due, though a newer one may be, too', () => {
    const [older, newer] = [lineageSecret('older', 10, -5), lineageSecret('newer', 10 - 1 / 144)];
    const at = writtenAt(after(newer, 5));
    expect(reasons([older, newer], [at])).toEqual([{ kind: 'due', endDateTime: older.endDateTime }]);
    expect(reasons([lineageSecret('older', 10, -50), newer], [at])).toEqual([]);
  });

  test('which names the end that comes first', () => {
    const [one, other] = [lineageSecret('a', 10, -9), lineageSecret('b', 10 - 1 / 1440, -8)];
    expect(reasons([one, other], [writtenAt(daysAgo(10))])).toEqual([
      { kind: 'due', endDateTime: other.endDateTime },
    ]);
    const [two, three] = [lineageSecret('a', 10, -8), lineageSecret('b', 10 - 1 / 1440, -9)];
    expect(reasons([two, three], [writtenAt(daysAgo(10))])).toEqual([
      { kind: 'due', endDateTime: two.endDateTime },
    ]);
  });

  test('not because of one that never expires', () => {
    expect(reasons([{ ...good, endDateTime: null }], [writtenAt(daysAgo(10))])).toEqual([]);
  });

  test('when a destination lost it', () => {
    expect(reasons([good], [writtenAt(daysAgo(10)), empty])).toEqual([{ kind: 'empty', label: 'B' }]);
  });

  test('when somebody else wrote the destination', () => {
    const at = daysAgo(2);
    expect(reasons([good], [writtenAt(at)])).toEqual([{ kind: 'foreign', label: 'A', at }]);
    expect(reasons([good], [versionsTagged(at)])).toEqual([{ kind: 'foreign', label: 'A', at }]);
    expect(reasons([good], [versionsTagged(at, 'elsewhere')])).toEqual([{ kind: 'foreign', label: 'A', at }]);
  });

  test('when a destination holds an older one', () => {
    const older = lineageSecret('older', 40);
    expect(reasons([older, good], [writtenAt(daysAgo(40)), versionsTagged(daysAgo(10), 'good')])).toEqual([
      { kind: 'outdated', label: 'A' },
    ]);
    expect(reasons([older, good], [versionsTagged(daysAgo(40), 'older')])).toEqual([
      { kind: 'outdated', label: 'A' },
    ]);
  });

  test('when the newest version is disabled', () => {
    const disabled = version(daysAgo(10), 'good', { enabled: false });
    expect(reasons([good], [versions(disabled)])).toEqual([{ kind: 'disabled', label: 'A' }]);
    const older = lineageSecret('older', 40);
    expect(reasons([older, good], [versions(version(daysAgo(40), 'older'), disabled)])).toEqual([
      { kind: 'disabled', label: 'A' },
    ]);
  });

  test('when the tag beside the value is a copy', () => {
    const copied = versions(
      version(daysAgo(10), 'good'),
      version(daysAgo(9), 'good', { writeId: `good ${daysAgo(10).getTime()}` }),
    );
    expect(reasons([good], [copied])).toEqual([{ kind: 'foreign', label: 'A', at: daysAgo(9) }]);
  });

  test('not when one write was sent twice: each has its own identity', () => {
    const twice = versions(version(daysAgo(10), 'good'), version(after(good, 1), 'good'));
    expect(reasons([good], [twice])).toEqual([]);
  });

  test('for all reasons that there are', () => {
    const due = lineageSecret('due', 10, -3);
    expect(reasons([due], [empty, writtenAt(daysAgo(10)), writtenAt(daysAgo(3))])).toEqual([
      { kind: 'empty', label: 'A' },
      { kind: 'foreign', label: 'C', at: daysAgo(3) },
      { kind: 'due', endDateTime: due.endDateTime },
    ]);
  });
});

describe('a destination that tells only when it was written may hold', () => {
  test.each([
    [-5, true],
    [-5.01, false],
    [30, true],
    [30.01, false],
  ])('a secret that started %d minutes before: %s', (minutes, held) => {
    expect(reasons([good], [writtenAt(after(good, minutes))])).toHaveLength(held ? 0 : 1);
  });

  test('one that was longer on its way, when the proof may take longer', () => {
    expect(reasons([good], [writtenAt(after(good, 90))], { maxStoreDelay: 90 * minute })).toEqual([]);
    expect(reasons([good], [writtenAt(after(good, 91))], { maxStoreDelay: 90 * minute })).toHaveLength(1);
  });
});
