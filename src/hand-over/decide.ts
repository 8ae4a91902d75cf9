import { endOfLifetime } from '../shared/duration.ts';
import { formatDay } from '../shared/timestamp.ts';
import { isSameSeries, type IssueSubject } from './marker.ts';

/** A hand-over issue as GitHub lists it. Only issues whose author is the token's own login are read. */
export interface HandOverIssue {
  readonly number: number;
  readonly url: string;
  readonly subject: IssueSubject;
  readonly isOpen: boolean;
  readonly createdAt: Date;
}

/** What a run does with the hand-over issues of a lineage. */
export interface HandOverDecision {
  /** The issue of the current key: the oldest, if there are several; undefined when one must be opened. */
  readonly existing: HandOverIssue | undefined;
  /** Open issues of superseded keys, and further ones of the current key. */
  readonly close: readonly HandOverIssue[];
  /** Whether the open issue of the current key gets a reminder, unless it had one today. */
  readonly mayRemind: boolean;
  /** Whether the date is past while the issue of the current key is open. */
  readonly isOverdue: boolean;
}

/** How long before the date reminders begin. */
const reminderPeriod = { days: 14 };

/**
 * Decides what to do with the issues. There is one issue for each key; a closed one counts, and is never reopened.
 *
 * @param subject the current key
 * @param date when Exalate must use the current key at the latest
 * @param now by GitHub's clock
 */
export function decideHandOver(
  issues: readonly HandOverIssue[],
  subject: IssueSubject,
  date: Date,
  now: Date,
): HandOverDecision {
  const series = issues
    .filter((issue) => isSameSeries(issue.subject, subject))
    .toSorted((a, b) => a.number - b.number);
  const ofCurrentKey = series.filter((issue) => issue.subject.keyId === subject.keyId);
  const existing = ofCurrentKey.find(({ isOpen }) => isOpen) ?? ofCurrentKey[0];
  const isOpen = existing?.isOpen === true;
  return {
    existing,
    close: series.filter((issue) => issue.isOpen && issue !== existing),
    mayRemind:
      isOpen &&
      now <= date &&
      endOfLifetime(reminderPeriod, now) >= date &&
      formatDay(existing.createdAt) !== formatDay(now),
    isOverdue: isOpen && now > date,
  };
}
