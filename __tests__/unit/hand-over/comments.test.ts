import { describe, expect, test } from '@jest/globals';
import {
  formatAcknowledged,
  formatDuplicate,
  formatReminder,
  formatSuperseded,
} from '../../../src/hand-over/comments.ts';
import { parseMarker } from '../../../src/hand-over/marker.ts';
import { subject, workflow } from '../../helpers/hand-over.ts';

const date = new Date('2026-12-20T08:00:00Z');

describe('a reminder', () => {
  test.each([
    ['2026-12-10T08:00:00Z', 'There are 10 days left.'],
    ['2026-12-19T08:00:00Z', 'There is one day left.'],
    ['2026-12-19T08:00:01Z', 'There is less than a day left.'],
  ])('at %s says: %s', (now, expected) => {
    const reminder = formatReminder(subject, date, new Date(now));
    expect(reminder).toContain(`\`${subject.keyId}\` into Exalate by **2026-12-20**. ${expected}`);
    expect(parseMarker('reminder', reminder)).toEqual(subject);
    expect(parseMarker('issue', reminder)).toBeUndefined();
  });
});

describe('the last comment', () => {
  test('names the key that replaces this one, and its issue', () => {
    const text = `A newer client secret, with the key ID \`${subject.keyId}\`, replaces this one.`;
    expect(formatSuperseded(subject, 12)).toBe(`${text} See #12.`);
    expect(formatSuperseded(subject, undefined)).toBe(text);
  });

  test('of a duplicate refers to the other issue', () => {
    expect(formatDuplicate(12)).toBe('#12 is about the same client secret.');
  });

  test('names who acknowledged the secret, without a mention', () => {
    const acknowledger = { actor: 'octocat', run: { id: 7003, attempt: 2 } };
    expect(formatAcknowledged(acknowledger, workflow)).toBe(
      '`octocat` confirmed in [run 7003, attempt 2](https://github.com/acme/ops/actions/runs/7003/attempts/2) that Exalate uses this client secret.',
    );
  });
});
