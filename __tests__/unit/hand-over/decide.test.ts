import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideHandOver, type HandOverIssue } from '../../../src/hand-over/decide.ts';
import { isSameSeries, isSameSubject } from '../../../src/hand-over/marker.ts';
import { added, handOverSecret, issueWith, subject } from '../../helpers/hand-over.ts';

const day = 86_400_000;
const { date } = handOverSecret.deadline;
const daysBefore = (days: number): Date => new Date(date.getTime() - days * day);
const decide = (issues: readonly HandOverIssue[], now = daysBefore(20)) =>
  decideHandOver(issues, { subject, added, olderKeyIds: ['older'], date }, now);

describe('the issue of the current key', () => {
  test('exists, whether it is open or closed', () => {
    const [open, closed] = [issueWith(), issueWith({ isOpen: false })];
    expect(decide([open])).toMatchObject({ existing: open, close: [] });
    expect(decide([closed])).toMatchObject({
      existing: closed,
      close: [],
      mayRemind: false,
      isOverdue: false,
    });
    expect(decide([])).toMatchObject({ existing: undefined, close: [], mayRemind: false, isOverdue: false });
  });

  test('is the oldest open one of several; the others are closed', () => {
    const [closed, first, second] = [
      issueWith({ number: 1, isOpen: false }),
      issueWith({ number: 2 }),
      issueWith({ number: 3 }),
    ];
    expect(decide([second, first, closed])).toMatchObject({ existing: first, close: [second] });
  });

  test('is followed by the closing of open issues of earlier keys', () => {
    const createdAt = new Date(added.getTime() - 5 * 60_000 - 1);
    const earlier = issueWith({ number: 1, subject: { ...subject, keyId: 'earlier' }, createdAt });
    const closed = issueWith({ number: 2, subject: { ...subject, keyId: 'earliest' }, isOpen: false });
    expect(decide([earlier, closed])).toMatchObject({ existing: undefined, close: [earlier] });
  });
});

test('an issue that was opened after the key was added is closed only if its key is known to be older', () => {
  const [older, newer] = ['older', 'newer'].map((keyId, index) =>
    issueWith({
      number: index + 1,
      subject: { ...subject, keyId },
      createdAt: new Date(added.getTime() - 5 * 60_000),
    }),
  );
  if (older === undefined || newer === undefined) throw new Error('There are two issues.');
  expect(decide([older, newer])).toMatchObject({ existing: undefined, close: [older] });
});

describe('a reminder', () => {
  test.each([
    ['14 days before the date', 14, true],
    ['on the day of the date', 0, true],
    ['more than 14 days before the date', 14.01, false],
    ['after the date', -0.01, false],
  ])('is due or not %s', (_, days, expected) => {
    expect(decide([issueWith()], daysBefore(days)).mayRemind).toBe(expected);
  });

  test('is not due on the day on which the issue was opened', () => {
    const createdAt = new Date('2026-12-15T00:00:00Z');
    expect(decide([issueWith({ createdAt })], new Date('2026-12-15T23:59:59Z')).mayRemind).toBe(false);
    expect(decide([issueWith({ createdAt })], new Date('2026-12-16T00:00:00Z')).mayRemind).toBe(true);
  });
});

test('an open issue is overdue after the date', () => {
  expect(decide([issueWith()], date).isOverdue).toBe(false);
  expect(decide([issueWith()], daysBefore(-0.01)).isOverdue).toBe(true);
  expect(decide([issueWith({ isOpen: false })], daysBefore(-1)).isOverdue).toBe(false);
});

describe('any issues', () => {
  const issue = fc
    .record({
      number: fc.integer({ min: 1, max: 30 }),
      keyId: fc.constantFrom(subject.keyId, 'older', 'unknown'),
      lineage: fc.constantFrom(subject.lineage, 'Exalate [0000000000000000]'),
      tenantId: fc.constantFrom(subject.tenantId, 'another tenant'),
      applicationId: fc.constantFrom(subject.applicationId, 'another application'),
      isOpen: fc.boolean(),
      age: fc.integer({ min: -60, max: 60 }),
    })
    .map(({ number, isOpen, age, ...found }) =>
      issueWith({ number, isOpen, subject: found, createdAt: new Date(added.getTime() + age * day) }),
    );
  const issues = fc.uniqueArray(issue, { selector: ({ number }) => number });

  test('of another tenant, application or lineage are never touched, and no closed one is', () => {
    fc.assert(
      fc.property(issues, fc.integer({ min: -30, max: 30 }), (all, days) => {
        const { existing, close, mayRemind, isOverdue } = decide(all, daysBefore(days));
        for (const closed of close) {
          expect(isSameSeries(closed.subject, subject)).toBe(true);
          expect(closed.isOpen).toBe(true);
          expect(closed).not.toBe(existing);
        }
        if (existing !== undefined) expect(isSameSubject(existing.subject, subject)).toBe(true);
        if (mayRemind || isOverdue) expect(existing?.isOpen).toBe(true);
        expect(mayRemind && isOverdue).toBe(false);
      }),
    );
  });

  test('leave one open issue at most, that of the current key, unless a key may be newer; and a new one only when none is about it', () => {
    fc.assert(
      fc.property(issues, (all) => {
        const { existing, close } = decide(all);
        const left = all.filter(
          (one) => one.isOpen && isSameSeries(one.subject, subject) && !close.includes(one),
        );
        const [known, unknown] = [
          left.filter(({ subject: { keyId } }) => keyId !== 'unknown'),
          left.filter(({ subject: { keyId } }) => keyId === 'unknown'),
        ];
        expect(known).toEqual(existing?.isOpen === true ? [existing] : []);
        for (const { createdAt } of unknown)
          expect(createdAt.getTime()).toBeGreaterThan(added.getTime() - day);
        expect(existing === undefined).toBe(!all.some((one) => isSameSubject(one.subject, subject)));
      }),
    );
  });

  test('give the same decision in any order', () => {
    fc.assert(
      fc.property(issues, (all) => {
        expect(decide(all.toReversed())).toEqual(decide(all));
      }),
    );
  });
});
