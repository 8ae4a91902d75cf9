import { accountBody, appBody } from '../accounts.ts';
import type { Repository } from '../repository.ts';
import type { Issue, IssueTracker } from './tracker.ts';

type Body = Record<string, unknown>;

/** The addresses that the bodies of one host name. */
export interface Addresses {
  /** Of the REST API. */
  readonly root: string;
  /** Of the website. */
  readonly web: string;
}

/** https://docs.github.com/rest/issues/issues#get-an-issue */
export function issueBody(issue: Issue, repository: Repository, { root, web }: Addresses): Body {
  const repositoryUrl = `${root}/repos/${repository.name}`;
  const url = `${repositoryUrl}/issues/${issue.number}`;
  const page = `${web}/${repository.name}`;
  const account = (login: string): Body => accountBody(login, root, web);
  const [assignee] = issue.assignees;
  return {
    url,
    repository_url: repositoryUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${page}/${issue.isPullRequest ? 'pull' : 'issues'}/${issue.number}`,
    id: issue.id,
    node_id: Buffer.from(`05:Issue${issue.id}`).toString('base64'),
    number: issue.number,
    title: issue.title,
    user: account(issue.author),
    labels: issue.labels.map((name) => labelBody(repository.issues, name, repositoryUrl)),
    state: issue.isOpen ? 'open' : 'closed',
    state_reason: issue.stateReason,
    locked: issue.isLocked,
    active_lock_reason: null,
    assignee: assignee === undefined ? null : account(assignee),
    assignees: issue.assignees.map(account),
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : account(issue.closedBy),
    author_association: associationOf(issue.author, repository),
    type: null,
    ...(issue.isPullRequest && {
      draft: false,
      pull_request: {
        url: `${repositoryUrl}/pulls/${issue.number}`,
        html_url: `${page}/pull/${issue.number}`,
        diff_url: `${page}/pull/${issue.number}.diff`,
        patch_url: `${page}/pull/${issue.number}.patch`,
        merged_at: null,
      },
    }),
    body: issue.body,
    reactions: reactionsBody(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: appBody(issue.author, root, web),
  };
}

/** https://docs.github.com/rest/issues/comments#get-an-issue-comment */
export function commentBody(
  comment: Issue['comments'][number],
  issue: Issue,
  repository: Repository,
  { root, web }: Addresses,
): Body {
  const repositoryUrl = `${root}/repos/${repository.name}`;
  const url = `${repositoryUrl}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${web}/${repository.name}/issues/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl}/issues/${issue.number}`,
    id: comment.id,
    node_id: Buffer.from(`012:IssueComment${comment.id}`).toString('base64'),
    user: accountBody(comment.author, root, web),
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    author_association: associationOf(comment.author, repository),
    body: comment.body,
    reactions: reactionsBody(url),
    performed_via_github_app: appBody(comment.author, root, web),
  };
}

export function labelBody(issues: IssueTracker, label: string, repositoryUrl: string): Body {
  const { id, name, color, description } = issues.label(label);
  return {
    id,
    node_id: Buffer.from(`05:Label${id}`).toString('base64'),
    url: `${repositoryUrl}/labels/${encodeURIComponent(name)}`,
    name,
    color,
    default: false,
    description,
  };
}

function associationOf(login: string, { name, collaborators }: Repository): string {
  if (name.startsWith(`${login}/`)) return 'OWNER';
  return collaborators.has(login) ? 'COLLABORATOR' : 'NONE';
}

function reactionsBody(url: string): Body {
  const kinds = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];
  const none = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  return { url: `${url}/reactions`, total_count: 0, ...none };
}
