import type { Cloud } from '../azure/cloud.ts';
import { ActionError, toActionErrors } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import { formatDay } from '../shared/timestamp.ts';
import { formatHowTo } from './acknowledgement-errors.ts';
import {
  formatAcknowledged,
  formatDuplicate,
  formatReminder,
  formatSuperseded,
  type Acknowledger,
} from './comments.ts';
import { decideHandOver, type HandOverDecision, type HandOverIssue } from './decide.ts';
import { formatBody, formatCompromised, formatTitle, type HandOverSecret } from './issue-text.ts';
import type { Issues } from './issues.ts';
import { isSameSubject } from './marker.ts';
import type { Workflow } from './workflow.ts';

/** What the hand-over of a run depends on. */
export interface HandOverDependencies {
  readonly issues: Issues;
  readonly log: Pick<Log, 'info'>;
  readonly cloud: Cloud;
  readonly workflow: Workflow;
  /** The logins to assign to an issue. */
  readonly assignees: readonly string[];
}

/** How a hand-over ended. The secret is kept, whatever happened. */
export interface HandOverResult {
  /** The issue of the current key; undefined when there is none. */
  readonly issueUrl: string | undefined;
  readonly isOpen: boolean;
  /** Whether this run opened it. */
  readonly opened: boolean;
  readonly errors: readonly ActionError[];
}

/** Asks a person to put a secret into Exalate. */
export interface HandOver {
  /**
   * Checks whether a hand-over is possible, before a secret is added.
   *
   * @throws ActionError as the methods of `Issues` do
   */
  prepare(): Promise<void>;
  /** Checks, as far as GitHub shows it, whether an issue can be opened. @throws ActionError as the methods of `Issues` do */
  prepareToOpen(): Promise<void>;
  /** Whether `complete` would open an issue. @throws ActionError as the methods of `Issues` do */
  isDue(secret: HandOverSecret): Promise<boolean>;
  /** Opens the issue of the current key unless there is one, closes those of earlier keys, and reminds. Never throws. */
  complete(secret: HandOverSecret): Promise<HandOverResult>;
  /**
   * Closes the issues after a person has confirmed that Exalate uses the secret. Opens the issue of the current key first when
   * there is none. Never throws.
   */
  acknowledge(secret: HandOverSecret, acknowledger: Acknowledger): Promise<HandOverResult>;
}

const noIssue = { issueUrl: undefined, isOpen: false, opened: false };

export function createHandOver({ issues, log, cloud, workflow, assignees }: HandOverDependencies): HandOver {
  async function decide({
    subject,
    secret: { startDateTime: added },
    olderKeyIds,
    deadline: { date },
  }: HandOverSecret): Promise<HandOverDecision & { readonly now: Date }> {
    const { issues: listed, now } = await issues.list(subject, added);
    return { ...decideHandOver(listed, { subject, added, olderKeyIds, date }, now), now };
  }

  async function open(handOver: HandOverSecret, now: Date): Promise<HandOverIssue> {
    const title = formatTitle(handOver);
    const body = formatBody(handOver, { cloud, workflow }, now);
    const issue = await issues.open({ subject: handOver.subject, title, body, assignees });
    log.info(`Opened the hand-over issue ${issue.url}.`);
    return issue;
  }

  /** The comment comes first, so that nobody sees a closed issue without a reason. A locked issue is closed without one. */
  async function close(
    issue: HandOverIssue,
    reason: 'completed' | 'not_planned',
    comment: string,
  ): Promise<void> {
    await issues.comment(issue, comment);
    await issues.close(issue, reason);
    log.info(`Closed the hand-over issue ${issue.url}.`);
  }

  async function remind(
    { subject, deadline }: HandOverSecret,
    issue: HandOverIssue,
    now: Date,
  ): Promise<void> {
    if (await issues.wasRemindedOn(issue, now)) return;
    const isAdded = await issues.comment(issue, formatReminder(subject, deadline.date, now));
    if (isAdded) log.info(`Added a reminder to the hand-over issue ${issue.url}.`);
  }

  /** @param current the issue of the current key, if there is one */
  async function closeOthers(
    others: readonly HandOverIssue[],
    { subject }: HandOverSecret,
    current: HandOverIssue | undefined,
    attempt: Attempt,
  ): Promise<void> {
    for (const issue of others) {
      const comment =
        current !== undefined && isSameSubject(issue.subject, subject)
          ? formatDuplicate(current.number)
          : formatSuperseded(subject, current?.number);
      await attempt(() => close(issue, 'not_planned', comment));
    }
  }

  return {
    prepare: () => issues.requireUsableRepository(),
    prepareToOpen: () => issues.requireWritePermission(),
    async isDue(handOver) {
      return (await decide(handOver)).existing === undefined;
    },
    async complete(handOver) {
      const { subject, deadline } = handOver;
      // A later run does not see a secret that was removed.
      const isCutOff = deadline.compromised !== undefined && deadline.compromised.removed.length > 0;
      const { attempt, errors } = collectErrors(
        `the client secret (key ID ${subject.keyId}) was kept. Only its hand-over is incomplete: the next run completes it.${isCutOff ? ' Its issue will not say that a compromised client secret was removed: if Exalate used it, enter the new value now.' : ''}`,
      );
      const found = await attempt(() => decide(handOver));
      const issue = found?.existing ?? (found && (await attempt(() => open(handOver, found.now))));
      // Without an issue of the current key, the earlier ones stay open: they are all that reminds people.
      if (found === undefined || issue === undefined) return { ...noIssue, errors };
      await closeOthers(found.close, handOver, issue, attempt);
      if (found.existing?.isOpen === true && handOver.deadline.compromised !== undefined)
        await attempt(() => issues.comment(issue, formatCompromised(handOver.deadline).join('\n\n')));
      else if (found.mayRemind) await attempt(() => remind(handOver, issue, found.now));
      if (found.isOverdue) errors.push(overdueError(handOver, issue, workflow));
      return { issueUrl: issue.url, isOpen: issue.isOpen, opened: found.existing === undefined, errors };
    },
    async acknowledge(handOver, acknowledger) {
      const { keyId } = handOver.subject;
      const { attempt, errors } = collectErrors(
        `the client secret (key ID ${keyId}) was acknowledged. Only its hand-over issue is not closed: start the workflow again with \`acknowledge: ${keyId}\`, or close the issue by hand.`,
      );
      const found = await attempt(() => decide(handOver));
      // Without an issue of the current key, the next run would open one: a closed one is the only record.
      const issue = found?.existing ?? (found && (await attempt(() => open(handOver, found.now))));
      if (found === undefined || issue === undefined) return { ...noIssue, errors };
      if (issue.isOpen) {
        const comment = formatAcknowledged(acknowledger, workflow);
        await attempt(() => close(issue, 'completed', comment));
      }
      await closeOthers(found.close, handOver, issue, attempt);
      return { ...noIssue, issueUrl: issue.url, errors };
    },
  };
}

/** Does a part of the hand-over, whose failure must not keep the other parts from being done. */
type Attempt = <T>(work: () => Promise<T>) => Promise<T | undefined>;

/** @param state what the run leaves when a part fails */
function collectErrors(state: string): { readonly attempt: Attempt; readonly errors: ActionError[] } {
  const errors: ActionError[] = [];
  return {
    errors,
    async attempt(work) {
      try {
        return await work();
      } catch (error) {
        errors.push(...toActionErrors(error).map((failure) => failure.withState(state)));
        return undefined;
      }
    },
  };
}

function overdueError(
  { subject: { keyId }, deadline }: HandOverSecret,
  { url }: HandOverIssue,
  workflow: Workflow,
): ActionError {
  return new ActionError('hand-over-overdue', {
    problem: `Exalate was due to use the client secret with the key ID ${keyId} by ${formatDay(deadline.date)}, and nobody has acknowledged it yet.`,
    likelyCause: `the steps in ${url} are not done yet, or the acknowledgement is missing.`,
    remedy: `put the value into Exalate as the issue says, then acknowledge it${formatHowTo(workflow, keyId)}`,
  });
}
