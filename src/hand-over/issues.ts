import type { GitHubApi } from '../github/api.ts';
import type { HttpClient } from '../http/client.ts';
import type { RequestFailure } from '../http/failure.ts';
import { explainFailure } from '../http/failure-rules.ts';
import { parseDateHeader } from '../http/server-time.ts';
import type { ActionError } from '../shared/action-error.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { settleAllOrFirst } from '../shared/settle.ts';
import { formatDay } from '../shared/timestamp.ts';
import type { HandOverIssue } from './decide.ts';
import { gitHubService, handOverRules, unrecognizableIssueError } from './failures.ts';
import { isSameLogin, receivedComment, receivedIssue, type ReceivedIssue } from './issue-form.ts';
import { readAll } from './list.ts';
import { isSameSubject, parseMarker, type IssueSubject } from './marker.ts';
import { openIssue, type NewIssue } from './open-issue.ts';
import { readOwnLogin } from './own-login.ts';
import { requireLabel, requirePrivateIssues } from './repository-check.ts';
import { formatIssueUrl, type Workflow } from './workflow.ts';

/** The label of every hand-over issue. */
const label = {
  name: 'exalate-client-secret',
  color: 'd93f0b',
  description: 'A client secret to be entered in Exalate',
};

/** How much older than its key an issue may seem, in milliseconds: GitHub's clock and Entra's differ. */
const clockMargin = 86_400_000;

/** What the requests depend on. */
export interface IssueDependencies {
  readonly api: GitHubApi;
  /** GitHub's REST API: `https://api.github.com`, or `https://HOST/api/v3` on GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly workflow: Workflow;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warning'>;
  readonly withRetry: HttpClient['withRetry'];
}

/** Hand-over issues, and the time by GitHub's clock. */
interface ListedIssues {
  readonly issues: readonly HandOverIssue[];
  readonly now: Date;
}

/**
 * The hand-over issues of the workflow's repository. Its methods throw ActionError `hand-over-refused`, `hand-over-failed`,
 * `list-endless`, `response-not-from-service`, `response-too-large`, or an error that all uses of GitHub share:
 * `github-blocked-by-policy`, `github-rate-limited`, `github-repository-unavailable`, `github-token-refused`.
 */
export interface Issues {
  /** Throws in a public repository, when the issues are switched off, and when the token cannot read them. */
  requireUsableRepository(): Promise<void>;
  /** Throws when the token is that of an app which may not write issues. Creates their label, unless it exists. */
  requireWritePermission(): Promise<void>;
  /**
   * Lists the open issues; also those that were closed since the key was added, if no open one is about it.
   *
   * @param added when the key was added
   */
  list(subject: IssueSubject, added: Date): Promise<ListedIssues>;
  /** Opens an issue. When the answer is lost, looks for the issue, and does not open another one. */
  open(issue: NewIssue): Promise<HandOverIssue>;
  /** Adds a comment. @returns false when somebody has locked the issue: then GitHub accepts no comment of an app */
  comment(issue: HandOverIssue, body: string): Promise<boolean>;
  close(issue: HandOverIssue, reason: 'completed' | 'not_planned'): Promise<void>;
  /** Whether an issue had a reminder on the day of `now`. */
  wasRemindedOn(issue: HandOverIssue, now: Date): Promise<boolean>;
}

export function createIssues(dependencies: IssueDependencies): Issues {
  const { api, apiUrl, workflow, clock, log, withRetry } = dependencies;
  const { repository } = workflow;
  const owner = repository.replace(/\/.*$/, '');
  const inRepository = { owner, repo: repository.slice(owner.length + 1) };
  let ownLogin: Promise<string> | undefined;
  let login: string | undefined;

  function explain(failure: RequestFailure, operation: string): ActionError {
    const failed = { service: gitHubService, host: api.host, operation };
    const context = {
      operation,
      repository,
      login,
      account: owner,
      permission: '"Issues": write',
      tokenInput: 'hand-over-token',
      tokenKind: api.tokenKind,
      host: api.host,
    } as const;
    return explainFailure(failure, handOverRules, context, failed);
  }

  async function readLogin(): Promise<string> {
    const found = await readOwnLogin(api, apiUrl);
    if (typeof found !== 'string') throw explain(found, 'read the login of `hand-over-token`');
    login = found;
    return found;
  }

  const findLogin = (): Promise<string> => (ownLogin ??= readLogin());

  /** Other people can write a marker, so only an issue that this token has opened counts. */
  function toHandOverIssue(issue: ReceivedIssue, author: string): HandOverIssue | undefined {
    const { number, state, created_at: createdAt, body, user, labels } = issue;
    const subject = parseMarker('issue', body);
    const isOwn = labels.includes(label.name) && isSameLogin(user?.login, author);
    if (subject === undefined || !isOwn) return undefined;
    const url = formatIssueUrl(workflow, number);
    return { number, subject, url, isOpen: state === 'open', createdAt: new Date(createdAt) };
  }

  async function listByState(filter: Readonly<Record<string, string>>): Promise<ListedIssues> {
    const creator = await findLogin();
    const operation = `list the issues of ${repository}`;
    const { items, headers } = await readAll(
      'GET /repos/{owner}/{repo}/issues',
      { ...inRepository, ...filter, labels: label.name, creator },
      { api, operation, item: receivedIssue, explain: (failure) => explain(failure, operation) },
    );
    const date = parseDateHeader(headers['date']);
    return {
      issues: items
        .filter((item) => item.pull_request === undefined)
        .map((item) => toHandOverIssue(item, creator))
        .filter((issue) => issue !== undefined),
      now: date === undefined ? clock.now() : new Date(date),
    };
  }

  /** The list can lag behind, so it is read several times. */
  function findOpened(subject: IssueSubject): Promise<HandOverIssue | undefined> {
    return withRetry('GitHub', async () => {
      const { issues } = await listByState({ state: 'open' });
      const result = issues.find((issue) => isSameSubject(issue.subject, subject));
      const name = 'it did not confirm that it opened the hand-over issue';
      return { result, retryReason: result === undefined ? { name, retryAfterMs: undefined } : undefined };
    });
  }

  async function recognize(opened: ReceivedIssue): Promise<HandOverIssue> {
    const author = await findLogin();
    const issue = toHandOverIssue(opened, author);
    if (issue !== undefined) return issue;
    throw unrecognizableIssueError(formatIssueUrl(workflow, opened.number), label.name, author);
  }

  return {
    async requireUsableRepository() {
      await settleAllOrFirst([requirePrivateIssues({ api, inRepository, explain }), findLogin()]);
      await listByState({ state: 'open' });
    },
    requireWritePermission: () => requireLabel(label, { api, inRepository, explain }),
    async list(subject, added) {
      const open = await listByState({ state: 'open' });
      if (open.issues.some((issue) => isSameSubject(issue.subject, subject))) return open;
      const since = new Date(added.getTime() - clockMargin).toISOString();
      const closed = await listByState({ state: 'closed', since });
      // An issue can be closed between the two requests.
      const byNumber = new Map([...open.issues, ...closed.issues].map((issue) => [issue.number, issue]));
      return { issues: [...byNumber.values()], now: closed.now };
    },
    open: (issue) => openIssue(issue, label.name, { api, inRepository, log, explain, recognize, findOpened }),
    async comment({ number, url }, body) {
      const response = await api.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...inRepository,
        issue_number: number,
        body,
      });
      if ('body' in response) return true;
      if (!isLocked(response)) throw explain(response, `comment on issue #${number}`);
      log.warning(`${url} is locked, so no comment could be added. To get the comments, unlock the issue.`);
      return false;
    },
    async close({ number }, reason) {
      const response = await api.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...inRepository,
        issue_number: number,
        state: 'closed',
        state_reason: reason,
      });
      if (!('body' in response)) throw explain(response, `close issue #${number}`);
    },
    async wasRemindedOn({ number, subject }, now) {
      const author = await findLogin();
      const operation = `list the comments of issue #${number}`;
      const { items } = await readAll(
        'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { ...inRepository, issue_number: number, since: `${formatDay(now)}T00:00:00Z` },
        { api, operation, item: receivedComment, explain: (failure) => explain(failure, operation) },
      );
      return items.some(({ created_at: createdAt, body, user }) => {
        const reminder = parseMarker('reminder', body);
        return (
          isSameLogin(user?.login, author) &&
          formatDay(new Date(createdAt)) === formatDay(now) &&
          reminder !== undefined &&
          isSameSubject(reminder, subject)
        );
      });
    },
  };
}

/** Whether GitHub refused a comment because a person has locked the issue. */
function isLocked(failure: RequestFailure): boolean {
  return (
    'status' in failure && failure.status === 403 && /issue is locked/i.test(failure.error?.message ?? '')
  );
}
