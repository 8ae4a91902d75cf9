import { formatDay } from '../shared/timestamp.ts';
import { formatCode } from './markdown.ts';
import { formatMarker, type IssueSubject } from './marker.ts';
import { formatRunLink, type Workflow } from './workflow.ts';

/** Who acknowledged a secret, and in which run. */
export interface Acknowledger {
  /** The login of the person who started the run. */
  readonly actor: string;
  readonly run: { readonly id: number; readonly attempt: number };
}

const millisecondsPerDay = 86_400_000;

/** The reminder in the issue of the current key. */
export function formatReminder(subject: IssueSubject, date: Date, now: Date): string {
  const days = Math.floor((date.getTime() - now.getTime()) / millisecondsPerDay);
  const left = days === 0 ? 'is less than a day' : days === 1 ? 'is one day' : `are ${days} days`;
  return [
    formatMarker('reminder', subject),
    `Reminder: put the client secret with the key ID ${formatCode(subject.keyId)} into Exalate by **${formatDay(date)}**. There ${left} left. If Exalate uses it already, acknowledge it. The description of this issue says how to do both.`,
  ].join('\n\n');
}

/** The last comment of an issue whose key is no longer the current one. */
export function formatSuperseded(current: IssueSubject, currentIssue: number | undefined): string {
  const reference = currentIssue === undefined ? '' : ` See #${currentIssue}.`;
  return `A newer client secret, with the key ID ${formatCode(current.keyId)}, replaces this one.${reference}`;
}

/** The last comment of a second issue for the same key. */
export function formatDuplicate(currentIssue: number): string {
  return `#${currentIssue} is about the same client secret.`;
}

/** The last comment of an issue whose key was acknowledged. A login in a code span does not notify the person. */
export function formatAcknowledged({ actor, run }: Acknowledger, workflow: Workflow): string {
  return `${formatCode(actor)} confirmed in ${formatRunLink(workflow, run)} that Exalate uses this client secret.`;
}
