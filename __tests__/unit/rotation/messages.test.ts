import { describe, expect, test } from '@jest/globals';
import type { PlanWarning } from '../../../src/plan/warnings.ts';
import type { RenewalReason } from '../../../src/plan/renewal.ts';
import {
  describeSecret,
  describeSecretAndUse,
  formatWarning,
  formatPlan,
  formatReason,
  formatRetirableSecret,
  formatUsedAfterAcknowledged,
} from '../../../src/rotation/messages.ts';
import { daysAgo, now, lineageSecret } from '../../helpers/histories.ts';

const secret = { ...lineageSecret('5bc4', 10), displayName: 'by hand', endDateTime: daysAgo(-3) };

const used = { secret, since: daysAgo(9), lastUsed: daysAgo(3), due: now };

describe('a client secret that Microsoft Graph describes in another form', () => {
  test.each([
    ['5bc4', '"by hand" (key ID 5bc4, dates unknown)'],
    ['', '"by hand" (key ID unknown, dates unknown)'],
  ])('is described without its dates: %j', (keyId, expected) => {
    expect(describeSecret({ ...secret, keyId, unreadable: true })).toBe(expected);
  });
});

test('a client secret is described with its last use, however Microsoft Graph writes its key ID', () => {
  const lastUses = new Map([['5bc4', daysAgo(3)]]);
  expect(describeSecretAndUse({ ...secret, keyId: '5BC4' }, lastUses)).toMatch(
    /, last used 2026-11-21T09:00:00Z$/,
  );
  expect(describeSecretAndUse(secret)).toBe(describeSecret(secret));
});

describe('a warning', () => {
  test.each<[PlanWarning, string]>([
    [
      { kind: 'expiring', secret, adopted: false },
      'The client secret "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z) is also on this application, and no workflow renews it. Anything that still uses it fails after that date. If this workflow replaces it, adopt it so that `retire-after` and `acknowledge` apply to it:\n  adopt: 5bc4',
    ],
    [
      { kind: 'expiring', secret, adopted: true },
      'The adopted client secret "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z) expires soon. Anything that still uses it fails after that date. Update everything that uses it to the current secret before then.',
    ],
    [
      { kind: 'lineage-expiring', secret, repository: 'acme/web' },
      'The client secret "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z) was added by another workflow with this action, in acme/web, and has not been renewed. If that workflow is still in use, check its last run. If this workflow replaces it, adopt the secret so that `retire-after` and `acknowledge` apply to it:\n  adopt: 5bc4',
    ],
    [{ kind: 'too-many-secrets', count: 6 }, 'This application has 6 active client secrets after this run.'],
    [
      { kind: 'earlier-lineage', secrets: [secret, { ...secret, keyId: '6cd5', endDateTime: null }] },
      'apply to them:\n  - "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z)\n  - "by hand" (key ID 6cd5, never expires)\n  adopt: 5bc4, 6cd5',
    ],
    [
      { kind: 'unmanaged', secrets: [secret] },
      'that this action did not add. The action does not change them. If this workflow replaces them, adopt them so that `retire-after` and `acknowledge` apply to them:\n  - "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z)\n  adopt: 5bc4',
    ],
    [
      { kind: 'hand-over', removedCount: 1, nextRemoval: undefined },
      'The action cannot tell whether Exalate uses the new value yet. This run removes 1 superseded secret.',
    ],
    [
      { kind: 'hand-over', removedCount: 2, nextRemoval: now },
      'yet. This run removes 2 superseded secrets. The first run after 2026-11-24T09:00:00Z removes the next one: update everything that uses the old value before then.',
    ],
    [
      { kind: 'hand-over', removedCount: 0, nextRemoval: now },
      'yet. The first run after 2026-11-24T09:00:00Z removes the next one: update',
    ],
    [
      { kind: 'still-used', secrets: [{ ...used, cause: 'superseded', due: now }] },
      'so they are not removed yet:\n  - "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z), superseded since 2026-11-15T09:00:00Z, last used 2026-11-21T09:00:00Z. The first run after 2026-11-24T09:00:00Z removes it.\nEach further use postpones the removal again. Update Exalate to the current secret.',
    ],
    [
      { kind: 'grace-restarts', lastAdded: daysAgo(3) },
      'The last secret was added at 2026-11-21T09:00:00Z, less than `retire-after` ago.',
    ],
    [
      { kind: 'adopted-gone', keyIds: ['5bc4'] },
      '`adopt` names a key ID that is not on the application: 5bc4. If the secret was removed, delete the key ID from `adopt`.',
    ],
    [
      { kind: 'adopted-gone', keyIds: ['5bc4', '6cd5'] },
      'key IDs that are not on the application: 5bc4, 6cd5.',
    ],
    [
      { kind: 'compromised-gone', keyIds: ['5bc4'] },
      '`compromised` names a key ID that is not on the application: 5bc4. It was removed already, or the key ID is wrong',
    ],
    [{ kind: 'unobservable' }, '`retire-after` removes expired secrets only'],
  ])('states the fact and what to do: %j', (warning, text) => {
    expect(formatWarning(warning, false)).toContain(text);
  });

  test.each<[PlanWarning, string]>([
    [
      { kind: 'too-many-secrets', count: 6 },
      'This application would have 6 active client secrets after this',
    ],
    [
      { kind: 'hand-over', removedCount: 1, nextRemoval: undefined },
      'yet. This run would remove 1 superseded secret.',
    ],
  ])('says what a dry run would do: %j', (warning, text) => {
    expect(formatWarning(warning, true)).toContain(text);
  });
});

describe('the plan in the log', () => {
  test('says that a current secret without an end date never expires', () => {
    const current = { ...lineageSecret('a', 10), endDateTime: null };
    const plan = {
      kind: 'keep' as const,
      current,
      retireFirst: [],
      compromised: [],
      retire: [],
      retained: [],
      nextRenewal: undefined,
    };
    expect(formatPlan(plan, [], false)).toEqual([
      'The current secret (key ID a) never expires, and no destination is known to lack it; no renewal needed.',
    ]);
  });

  test('states that an acknowledged secret is no longer needed', () => {
    const acknowledged = {
      secret: lineageSecret('a', 10, -3),
      cause: 'acknowledged' as const,
      since: now,
      due: now,
    };
    expect(formatRetirableSecret(acknowledged)).toMatch(
      /expires 2026-11-27T09:00:00Z\), no longer needed: Exalate uses a newer one$/,
    );
  });

  test('states that an unstored secret was never stored', () => {
    const unstored = {
      secret: lineageSecret('a', 10, -3),
      cause: 'unstored' as const,
      since: daysAgo(9),
      due: undefined,
    };
    expect(formatRetirableSecret(unstored)).toMatch(
      /expires 2026-11-27T09:00:00Z\), added by a run that never stored it$/,
    );
  });
});

describe('the reason for a new secret', () => {
  test.each<[RenewalReason, string]>([
    [{ kind: 'first' }, 'the application has no secret from this workflow yet'],
    [{ kind: 'empty', label: 'secret X' }, 'secret X has no value'],
    [{ kind: 'disabled', label: 'secret X' }, 'the newest version of secret X is disabled'],
    [
      { kind: 'foreign', label: 'secret X', at: now },
      'secret X was last written at 2026-11-24T09:00:00Z by another process',
    ],
    [{ kind: 'outdated', label: 'secret X' }, 'secret X does not hold the newest secret'],
    [{ kind: 'compromised', keyIds: ['5bc4'] }, '5bc4 is compromised, and not every destination is known'],
    [{ kind: 'compromised', keyIds: ['5bc4', '6cd5'] }, '5bc4, 6cd5 are compromised, and'],
    [{ kind: 'due', endDateTime: now }, 'a secret in use expires 2026-11-24T09:00:00Z'],
  ])('is given for %j', (reason, text) => {
    expect(formatReason(reason).join('\n')).toContain(text);
  });

  test('is omitted when every run adds one', () => {
    expect(formatReason({ kind: 'always' })).toEqual([]);
  });
});

test('the warning of an acknowledging run names the older secrets that were used', () => {
  const acknowledged = { ...used, cause: 'acknowledged' as const };
  expect(
    formatUsedAfterAcknowledged([acknowledged, { ...acknowledged, lastUsed: undefined }], false),
  ).toContain(
    'the current one:\n  - "by hand" (key ID 5bc4, expires 2026-11-27T09:00:00Z), no longer needed: Exalate uses a newer one, last used 2026-11-21T09:00:00Z\nMicrosoft Graph reports a use a day or two late.',
  );
  expect(formatUsedAfterAcknowledged([acknowledged], true)).toContain('They would be removed anyway,');
  expect(formatUsedAfterAcknowledged([{ ...acknowledged, lastUsed: undefined }], false)).toBeUndefined();
});
