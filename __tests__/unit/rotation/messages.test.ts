import { describe, expect, test } from '@jest/globals';
import type { PlanWarning } from '../../../src/plan/warnings.ts';
import type { RenewalReason } from '../../../src/plan/renewal.ts';
import {
  formatWarning,
  formatPlan,
  formatReason,
  formatRetirableSecret,
} from '../../../src/rotation/messages.ts';
import { ago, now, own } from '../../helpers/histories.ts';

const secret = { ...own('5bc4', 10), displayName: 'by hand', endDateTime: ago(-3) };

describe('what people must know', () => {
  test.each<[PlanWarning, string]>([
    [
      { kind: 'expiring', secret, adopted: false },
      'The client secret "by hand" (key ID 5bc4), expires 2026-11-27T09:00:00Z, is also on this application, and no workflow renews it. Anything that still uses it fails after that date. If this workflow replaces it, take it over, so that `retire-after` applies to it:\n  adopt: 5bc4',
    ],
    [
      { kind: 'expiring', secret, adopted: true },
      'is adopted by this workflow. Anything that still uses it fails after that date. Update everything that uses it to the current secret before then.',
    ],
    [
      { kind: 'lineage-expiring', secret, repository: 'acme/web' },
      'was added by another workflow of this action, in acme/web, and has not been renewed. If that workflow still runs, check its last run. If this workflow replaces it, take the secret over, so that `retire-after` applies to it:\n  adopt: 5bc4',
    ],
    [
      { kind: 'too-many-secrets', count: 6 },
      '6 client secrets of this application are active after this run.',
    ],
    [
      { kind: 'earlier-lineage', secrets: [secret, { ...secret, keyId: '6cd5', endDateTime: null }] },
      'applies to them:\n  - "by hand" (key ID 5bc4), expires 2026-11-27T09:00:00Z\n  - "by hand" (key ID 6cd5), expires never\n  adopt: 5bc4, 6cd5',
    ],
    [
      { kind: 'unmanaged', secrets: [secret] },
      'that this action did not add. They stay as they are. If this workflow replaces them, take them over, so that `retire-after` applies to them:\n  - "by hand" (key ID 5bc4), expires 2026-11-27T09:00:00Z\n  adopt: 5bc4',
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
      { kind: 'grace-restarts', lastAdded: ago(3) },
      'This run adds a secret sooner than `retire-after` after the last one (2026-11-21T09:00:00Z).',
    ],
    [
      { kind: 'adopted-gone', keyIds: ['5bc4'] },
      '`adopt` names a key ID that is not on the application: 5bc4. If the secret was removed, delete the key ID from `adopt`.',
    ],
    [
      { kind: 'adopted-gone', keyIds: ['5bc4', '6cd5'] },
      'key IDs that are not on the application: 5bc4, 6cd5.',
    ],
    [{ kind: 'unobservable' }, '`retire-after` removes expired secrets only'],
  ])('is said in words: %j', (warning, words) => {
    expect(formatWarning(warning)).toContain(words);
  });
});

test('a secret that never expires is valid without an end', () => {
  const current = { ...own('a', 10), endDateTime: null };
  const plan = { kind: 'keep' as const, current, retireFirst: [], retire: [], retained: [] };
  expect(formatPlan(plan, [], false)).toEqual([expect.stringContaining('is valid without an end, longer')]);
});

test('a secret that was never stored is called that', () => {
  const one = { secret: own('a', 10, -3), cause: 'unstored' as const, since: ago(9), due: undefined };
  expect(formatRetirableSecret(one)).toMatch(
    /expires 2026-11-27T09:00:00Z, added by a run that never stored it$/,
  );
});

test.each<[RenewalReason, string]>([
  [{ kind: 'first' }, 'the application has none of this workflow yet'],
  [{ kind: 'empty', label: 'secret X' }, 'secret X holds nothing'],
  [{ kind: 'disabled', label: 'secret X' }, 'the newest version of secret X is disabled'],
  [
    { kind: 'foreign', label: 'secret X', at: now },
    'secret X was written at 2026-11-24T09:00:00Z by another process',
  ],
  [{ kind: 'outdated', label: 'secret X' }, 'secret X does not hold the newest one'],
  [{ kind: 'due', endDateTime: now }, 'one in use expires 2026-11-24T09:00:00Z'],
])('the reason for a new secret is said in words: %j', (reason, words) => {
  expect(formatReason(reason).join('\n')).toContain(words);
});

test('a run that always adds one needs no reason', () => {
  expect(formatReason({ kind: 'always' })).toEqual([]);
});
