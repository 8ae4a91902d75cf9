import { describe, expect, test } from '@jest/globals';
import type { Concern } from '../src/plan/concerns.ts';
import { concernInWords, planInWords, superfluousInWords } from '../src/wording.ts';
import { ago, now, own } from './plan/histories.ts';

const secret = { ...own('5bc4', 10), displayName: 'by hand', endDateTime: ago(-3) };

describe('what people must know', () => {
  test.each<[Concern, string]>([
    [
      { kind: 'expiring', secret, endDateTime: secret.endDateTime },
      'The client secret "by hand" (key ID 5bc4), expires 2026-11-27T09:00:00Z, is on this application as well, and no workflow renews it.',
    ],
    [{ kind: 'crowded', count: 6 }, '6 client secrets of this application are live after this run.'],
    [
      { kind: 'related', secrets: [secret, { ...secret, endDateTime: null }] },
      'give each its own `description`.\n  - "by hand" (key ID 5bc4), expires 2026-11-27T09:00:00Z\n  - "by hand" (key ID 5bc4), expires never',
    ],
    [
      { kind: 'handover', going: 1, next: undefined },
      'GitHub cannot know whether Exalate uses the new value already. 1 superseded secret goes with this run. See that the node has the new value before the old one goes.',
    ],
    [
      { kind: 'handover', going: 2, next: now },
      'already. 2 superseded secrets go with this run. The first run after 2026-11-24T09:00:00Z removes the next one. See',
    ],
    [
      { kind: 'handover', going: 0, next: now },
      'already. The first run after 2026-11-24T09:00:00Z removes the next one. See',
    ],
    [{ kind: 'unprovable' }, '`retire-after` removes expired secrets only'],
  ])('is said in words: %j', (concern, words) => {
    expect(concernInWords(concern)).toContain(words);
  });
});

test('a secret that never expires is good for good', () => {
  const current = { ...own('a', 10), endDateTime: null };
  const plan = { kind: 'keep' as const, current, retireFirst: [], retire: [], waiting: [] };
  expect(planInWords(plan, [], false)).toEqual([expect.stringContaining('is good for good, longer')]);
});

test('a secret that was never stored is called that', () => {
  const one = { secret: own('a', 10, -3), cause: 'unstored' as const, since: ago(9), due: undefined };
  expect(superfluousInWords(one)).toMatch(
    /expires 2026-11-27T09:00:00Z, which the run that added it never stored$/,
  );
});
