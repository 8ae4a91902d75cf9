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

/** The key that a run hands over. */
export interface CurrentKey {
  readonly subject: IssueSubject;
  /** When it was added. */
  readonly added: Date;
  /** The older secrets of the lineage that are on the application. */
  readonly olderKeyIds: readonly string[];
  /** When Exalate must use it at the latest. */
  readonly date: Date;
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
 * @param now by GitHub's clock
 */
export function decideHandOver(
  issues: readonly HandOverIssue[],
  current: CurrentKey,
  now: Date,
): HandOverDecision {
  const { subject, date } = current;
  const series = issues
    .filter((issue) => isSameSeries(issue.subject, subject))
    .toSorted((a, b) => a.number - b.number);
  const ofCurrentKey = series.filter((issue) => issue.subject.keyId === subject.keyId);
  const existing = ofCurrentKey.find(({ isOpen }) => isOpen) ?? ofCurrentKey[0];
  const isOpen = existing?.isOpen === true;
  return {
    existing,
    close: series.filter((issue) => issue.isOpen && issue !== existing && !mayBeOfNewerKey(issue, current)),
    mayRemind:
      isOpen &&
      now <= date &&
      endOfLifetime(reminderPeriod, now) >= date &&
      formatDay(existing.createdAt) !== formatDay(now),
    isOverdue: isOpen && now > date,
  };
}

/** How much earlier than its key an issue may seem to be opened, in milliseconds: the clocks of GitHub and Entra differ. */
const clockMargin = 5 * 60_000;

/** Whether another run may have added the key of an issue after this run read the application. */
function mayBeOfNewerKey(issue: HandOverIssue, { subject, added, olderKeyIds }: CurrentKey): boolean {
  const { keyId } = issue.subject;
  const isKnown = keyId === subject.keyId || olderKeyIds.includes(keyId);
  return !isKnown && issue.createdAt.getTime() >= added.getTime() - clockMargin;
}
