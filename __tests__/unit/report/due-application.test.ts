import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { compareByUrgency, toMatrixEntry } from '../../../src/report/due-application.ts';
import type { Lifetime } from '../../../src/shared/duration.ts';
import { lineageSecret, otherDigest } from '../../helpers/histories.ts';
import { findDue, manualSecret, secretOf } from '../../helpers/report-rows.ts';

const week = { days: 7 };
const endless = (secret: PasswordCredential): PasswordCredential => ({ ...secret, endDateTime: null });
const startless = (secret: PasswordCredential): PasswordCredential => ({ ...secret, startDateTime: null });
const ofOtherRepository = { repository: 'acme/other', digest: otherDigest };

/** The reasons, and the key ID of the most urgent secret. */
const summarize = (credentials: readonly PasswordCredential[], retireAfter?: Lifetime): unknown => {
  const due = findDue(credentials, retireAfter);
  return due && [due.reasons, due.row.secret.keyId];
};

describe('an application is not due', () => {
  test.each<[string, readonly PasswordCredential[], Lifetime | undefined]>([
    ['without secrets', [], week],
    ['when its secrets are valid', [lineageSecret('a', 100), manualSecret('b', 100, -31)], week],
    ['when its secret never expires', [endless(manualSecret('a', 100, 0))], week],
    [
      'when older secrets only wait for an acknowledgement',
      [lineageSecret('a', 100), lineageSecret('b', 50)],
      undefined,
    ],
    ['when superseded secrets stay for longer', [lineageSecret('a', 100), lineageSecret('b', 6.999)], week],
    ['when an older secret has no start', [startless(lineageSecret('a', 100)), lineageSecret('b', 50)], week],
    [
      'when an older secret belongs to another lineage',
      [secretOf(ofOtherRepository, 'a', 100), lineageSecret('b', 50)],
      week,
    ],
    ['when an older secret was made by hand', [manualSecret('a', 100, -200), lineageSecret('b', 50)], week],
    [
      'when an expired secret was replaced by hand',
      [manualSecret('a', 100, 3), manualSecret('b', 50, -200)],
      week,
    ],
  ])('%s', (_, credentials, retireAfter) => {
    expect(summarize(credentials, retireAfter)).toBeUndefined();
  });
});

describe('an application is due', () => {
  test.each<[string, readonly PasswordCredential[], Lifetime | undefined, unknown]>([
    ['when a secret expires soon', [manualSecret('a', 100, -30)], undefined, [['expires'], 'a']],
    ['when a secret has expired', [lineageSecret('a', 100, 1)], undefined, [['expired'], 'a']],
    [
      'when the newest secret was added exactly `retire-after` ago',
      [lineageSecret('a', 100), lineageSecret('b', 7)],
      week,
      [['superseded'], 'b'],
    ],
    [
      'at once with `retire-after: 0 days`',
      [lineageSecret('a', 100), lineageSecret('b', 0)],
      { days: 0 },
      [['superseded'], 'b'],
    ],
    [
      'when an older secret of the lineage has expired and was not removed',
      [lineageSecret('a', 100, 3), lineageSecret('b', 50)],
      week,
      [['superseded'], 'b'],
    ],
    [
      'for the newest secret of the lineage that has superseded ones',
      [lineageSecret('a', 100), lineageSecret('b', 50, -200), secretOf(ofOtherRepository, 'c', 10, -90)],
      week,
      [['superseded'], 'b'],
    ],
    [
      'for the lineage whose oldest secret was added first when two lineages have superseded secrets',
      [
        ...[lineageSecret('a', 90), lineageSecret('b', 50, -90)],
        ...[secretOf(ofOtherRepository, 'c', 100), secretOf(ofOtherRepository, 'd', 50, -200)],
      ],
      week,
      [['superseded'], 'd'],
    ],
    [
      'once for two lineages, for the secret that expires first',
      [lineageSecret('a', 100, -20), secretOf({ description: 'Staging' }, 'b', 100, -10)],
      week,
      [['expires'], 'b'],
    ],
    [
      'for all reasons, and for the live secret before the expired one and the superseded ones',
      [
        manualSecret('a', 40, 2),
        ...[lineageSecret('b', 100, -100), lineageSecret('c', 50, -20)],
        secretOf(ofOtherRepository, 'd', 10, 1),
      ],
      week,
      [['expires', 'expired', 'superseded'], 'c'],
    ],
    [
      'when one secret expires soon and another has expired without a successor',
      [manualSecret('a', 100, -20), manualSecret('b', 50, 1)],
      week,
      [['expires', 'expired'], 'a'],
    ],
    [
      'for the secret that expired last',
      [manualSecret('a', 100, 90), manualSecret('b', 100, 1), manualSecret('c', 100, 30)],
      undefined,
      [['expired'], 'b'],
    ],
    [
      'when the newest secret of a lineage has expired, and an older one remains',
      [lineageSecret('a', 100, 3), lineageSecret('b', 50, 1)],
      week,
      [['expired', 'superseded'], 'b'],
    ],
    [
      'also because of a hand-over when older secrets of a lineage are live',
      [lineageSecret('a', 400, -10), lineageSecret('b', 100, -20)],
      undefined,
      [['expires', 'hand-over'], 'b'],
    ],
    [
      'for the secret that this action renews before one that was made by hand and replaced',
      [manualSecret('m', 100, -3), secretOf(ofOtherRepository, 'a', 90), lineageSecret('b', 80, -20)],
      week,
      [['expires'], 'b'],
    ],
    [
      'for a secret made by hand that only an expired secret of this action would replace',
      [manualSecret('m', 100, -20), lineageSecret('b', 50, 1)],
      week,
      [['expires', 'expired'], 'm'],
    ],
    [
      'for a secret made by hand, and waits for the acknowledgement of a lineage',
      [manualSecret('m', 100, -3), lineageSecret('a', 400), lineageSecret('b', 100)],
      undefined,
      [['expires', 'hand-over'], 'm'],
    ],
    [
      'not because of a hand-over when the older secrets of the lineage have expired',
      [lineageSecret('a', 400, 10), lineageSecret('b', 100, -20)],
      undefined,
      [['expires'], 'b'],
    ],
    [
      'not because of a hand-over with `retire-after`',
      [lineageSecret('a', 400, -10), lineageSecret('b', 3, -20)],
      week,
      [['expires'], 'b'],
    ],
    [
      'when its secrets have no start',
      [startless(lineageSecret('a', 100, -20)), startless(lineageSecret('b', 100, 5))],
      week,
      [['expires', 'expired'], 'a'],
    ],
  ])('%s', (_, credentials, retireAfter, expected) => {
    expect(summarize(credentials, retireAfter)).toEqual(expected);
    expect(summarize(credentials.toReversed(), retireAfter)).toEqual(expected);
  });
});

describe('the lineage of a due application', () => {
  const lineageOf = (...credentials: readonly PasswordCredential[]): unknown => {
    const lineage = findDue(credentials, week)?.lineage;
    return lineage && [lineage.repository, lineage.description];
  };

  test('is that of the most urgent secret', () => {
    const staging = secretOf({ ...ofOtherRepository, description: 'Staging' }, 'b', 10);
    expect(lineageOf(lineageSecret('a', 100, -20), staging)).toEqual(['acme/ops', 'Exalate']);
  });

  test('is that of the newest secret of this action when the most urgent secret was made by hand', () => {
    const manual = manualSecret('m', 100, -3);
    const staging = secretOf({ ...ofOtherRepository, description: 'Staging' }, 'b', 10);
    expect(lineageOf(manual, lineageSecret('a', 200), staging)).toEqual(['acme/other', 'Staging']);
    expect(lineageOf(manual, staging, lineageSecret('a', 200))).toEqual(['acme/other', 'Staging']);
  });

  test('is unknown when this action added no secret', () => {
    expect(lineageOf(manualSecret('m', 100, -3))).toBeUndefined();
  });
});

describe('due applications', () => {
  const due = (...credentials: readonly PasswordCredential[]): NonNullable<ReturnType<typeof findDue>> => {
    const found = findDue(credentials, week);
    if (found === undefined) throw new Error('it is not due');
    return found;
  };

  test('are sorted by urgency: what expires soon, what has expired, what has superseded secrets', () => {
    const sorted = [
      due(lineageSecret('s0', 100), endless(lineageSecret('s4', 50))),
      due(lineageSecret('s0', 100), lineageSecret('s3', 50, -300)),
      due(lineageSecret('s0', 101), lineageSecret('s1', 50, -300)),
      due(lineageSecret('s0', 100), lineageSecret('s2', 50, -100)),
      due(manualSecret('x3', 100, 20)),
      due(manualSecret('x2', 100, 2)),
      due(manualSecret('x1', 100, 1)),
      due(manualSecret('e3', 100, -29)),
      due(manualSecret('e2', 100, -1), manualSecret('x', 50, 2)),
      due(manualSecret('e1', 100, -1)),
    ].toSorted(compareByUrgency);
    expect(sorted.map(({ row }) => row.secret.keyId)).toEqual([
      ...['e1', 'e2', 'e3'],
      ...['x1', 'x2', 'x3'],
      ...['s1', 's2', 's3', 's4'],
    ]);
  });

  // Otherwise the same ones would fill `limit` each day, until a run removes them.
  test('whose secret was made by hand and replaced follow those that need a new one, the first one replaced first', () => {
    const sorted = [
      due(manualSecret('r3', 100, -2), lineageSecret('a', 1)),
      due(manualSecret('r2', 100, -1), lineageSecret('b', 5)),
      due(manualSecret('r1', 100, -3), lineageSecret('c', 6), secretOf({ description: 'Staging' }, 'd', 1)),
      due(manualSecret('x', 100, 1)),
      due(manualSecret('e', 100, -29)),
    ].toSorted(compareByUrgency);
    expect(sorted.map(({ row }) => row.secret.keyId)).toEqual(['e', 'r1', 'r2', 'r3', 'x']);
  });

  test('become matrix entries with the fields that a job needs', () => {
    expect(toMatrixEntry(due(lineageSecret('a', 400, -200), lineageSecret('b', 10, -12)))).toEqual({
      'application-id': 'application',
      'object-id': 'object',
      'display-name': 'Payroll',
      reasons: ['expires', 'superseded'],
      'key-id': 'b',
      description: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 b00000]',
      'expires-on': '2026-12-06T09:00:00Z',
      'days-left': 12,
      repository: 'acme/ops',
      'lineage-description': 'Exalate',
    });
    expect(toMatrixEntry(due(manualSecret('m', 100, -3)))).toMatchObject({
      repository: null,
      'lineage-description': null,
    });
  });
});
