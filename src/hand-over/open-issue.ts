import type { GitHubApi } from '../github/api.ts';
import { readBody, toFailure } from '../github/response.ts';
import { isRefusal } from '../http/failure.ts';
import type { Log } from '../shared/log.ts';
import type { HandOverIssue } from './decide.ts';
import { isSameLogin, receivedIssue, type ReceivedIssue } from './issue-form.ts';
import type { IssueSubject } from './marker.ts';
import type { RepositoryAccess } from './repository-check.ts';

/** An issue to be opened. */
export interface NewIssue {
  readonly subject: IssueSubject;
  readonly title: string;
  readonly body: string;
  readonly assignees: readonly string[];
}

/** What opening an issue depends on. */
interface OpenIssueDependencies extends Omit<RepositoryAccess, 'api'> {
  readonly api: Pick<GitHubApi, 'request'>;
  readonly log: Pick<Log, 'warning'>;
  /** @throws ActionError `hand-over-failed` when a later run would not find the issue */
  readonly recognize: (opened: ReceivedIssue) => Promise<HandOverIssue>;
  /** Looks for an issue that may have been opened. */
  readonly findOpened: (subject: IssueSubject) => Promise<HandOverIssue | undefined>;
}

/**
 * Opens an issue. When the answer is lost, looks for the issue, and does not open another one. Without the logins that cannot be
 * assigned, and a warning names them.
 *
 * @throws ActionError of `explain` or `recognize`
 */
export async function openIssue(
  issue: NewIssue,
  label: string,
  dependencies: OpenIssueDependencies,
): Promise<HandOverIssue> {
  const { api, inRepository, log, explain, recognize, findOpened } = dependencies;
  const { subject, assignees, ...content } = issue;
  const response = await api.request('POST /repos/{owner}/{repo}/issues', {
    ...inRepository,
    ...content,
    assignees,
    labels: [label],
  });
  const opened = readBody(receivedIssue, response);
  if (opened !== undefined) {
    const assigned = opened.assignees.map(({ login }) => login);
    warnAboutMissing(
      assignees.filter((wanted) => !assigned.some((one) => isSameLogin(one, wanted))),
      log,
    );
    return recognize(opened);
  }

  const failure = toFailure(response);
  if (!isRefusal(failure)) {
    const found = await findOpened(subject).catch(() => undefined);
    if (found !== undefined) return found;
  } else if ('status' in failure && failure.status === 422 && assignees.length > 0) {
    // GitHub refuses an issue with a login that does not exist, or that it cannot assign, whoever else is named.
    const assignable = await findAssignable(assignees, dependencies);
    const others = assignees.filter((login) => !assignable.includes(login));
    // When each of them can be assigned, the reason is another one, or has passed.
    const retried = others.length === 0 ? [] : assignable;
    const withFewer = await openIssue({ ...issue, assignees: retried }, label, dependencies);
    warnAboutMissing(others.length === 0 ? assignees : others, log);
    return withFewer;
  }
  throw explain(failure, 'open the hand-over issue');
}

/** Asks GitHub which logins can be assigned. One that it does not answer for counts as one that cannot. */
async function findAssignable(
  logins: readonly string[],
  { api, inRepository }: OpenIssueDependencies,
): Promise<readonly string[]> {
  const responses = await Promise.all(
    logins.map((login) =>
      api.request('GET /repos/{owner}/{repo}/assignees/{assignee}', { ...inRepository, assignee: login }),
    ),
  );
  return logins.filter((_, index) => {
    const response = responses[index];
    return response !== undefined && 'body' in response;
  });
}

function warnAboutMissing(logins: readonly string[], log: Pick<Log, 'warning'>): void {
  if (logins.length === 0) return;
  log.warning(
    `GitHub did not assign the hand-over issue to ${logins.join(', ')}. Check \`hand-over-assignees\`: only people with access to the repository can be assigned.`,
  );
}
