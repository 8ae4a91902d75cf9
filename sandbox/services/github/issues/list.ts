import { jsonResponse } from '../../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../../network/http.ts';
import { addressById, linkHeader, pageOf, readPage } from '../paging.ts';
import { refuse } from '../refusal.ts';
import type { Repository } from '../repository.ts';
import { issueBody } from './bodies.ts';
import type { Addresses } from './bodies.ts';
import type { Issue } from './tracker.ts';

/** Beyond so many entries only cursors lead on. The real number is not published. https://github.com/google/go-github/issues/3565 */
const largestOffset = 1000;

const parameters = [
  ...['state', 'labels', 'creator', 'assignee', 'since', 'sort', 'direction'],
  ...['per_page', 'page', 'after'],
];

/** Where issues are switched off, pull requests are still listed. https://docs.github.com/rest/issues/issues#list-repository-issues */
export function listIssues(
  request: SandboxRequest,
  repository: Repository,
  addresses: Addresses,
): SandboxResponse {
  const query = request.url.searchParams;
  const unknown = [...query.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined) return refuse(422, `The query parameter '${unknown}' is not supported.`);
  const visible = repository.issues.listed.filter((each) => repository.hasIssues || each.isPullRequest);
  const issues = sort(visible, query).filter(makeFilter(query));
  const { size, page } = readPage(request.url);
  if (size * page > largestOffset && !query.has('after')) {
    return refuse(
      422,
      'Pagination with the page parameter is not supported for large datasets, please use cursor based pagination (after/before)',
    );
  }
  const start = query.has('after') ? startAfter(issues, query.get('after') ?? '') : size * (page - 1);
  const shown = issues.slice(start, start + size);
  const last = shown.at(-1);
  const isMore = start + size < issues.length && last !== undefined;
  return jsonResponse(
    200,
    shown.map((issue) => issueBody(issue, repository, addresses)),
    linkHeader(request.url, addressOf(request, repository, addresses), {
      ...(isMore && { next: { after: cursorOf(last), page: page + 1 } }),
    }),
  );
}

/** Comments, the oldest first. https://docs.github.com/rest/issues/comments#list-issue-comments */
export function listComments(
  request: SandboxRequest,
  repository: Repository,
  addresses: Addresses,
  comments: readonly (Readonly<Record<string, unknown>> & { readonly updated_at?: unknown })[],
): SandboxResponse {
  const query = request.url.searchParams;
  const since = query.get('since') ?? '';
  const all = comments.filter(({ updated_at: updatedAt }) => String(updatedAt) >= since);
  const { entries, headers } = pageOf(request, addressOf(request, repository, addresses), all);
  return jsonResponse(200, entries, headers);
}

function addressOf({ url }: SandboxRequest, { id }: Repository, { root }: Addresses): string {
  return addressById(url, root, `repositories/${id}`);
}

function makeFilter(query: URLSearchParams): (issue: Issue) => boolean {
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '')
    .split(',')
    .map((label) => label.trim().toLowerCase())
    .filter((label) => label !== '');
  const creator = query.get('creator')?.toLowerCase();
  const assignee = query.get('assignee')?.toLowerCase();
  const since = query.get('since') ?? '';
  return (issue) =>
    (state === 'all' || issue.isOpen === (state === 'open')) &&
    labels.every((label) => issue.labels.some((name) => name.toLowerCase() === label)) &&
    (creator === undefined || issue.author.toLowerCase() === creator) &&
    (assignee === undefined || isAssigned(issue, assignee)) &&
    issue.updatedAt >= since;
}

function isAssigned({ assignees }: Issue, wanted: string): boolean {
  if (wanted === 'none') return assignees.length === 0;
  return assignees.some((login) => wanted === '*' || login.toLowerCase() === wanted);
}

function sort(issues: readonly Issue[], query: URLSearchParams): readonly Issue[] {
  const keys: Readonly<Record<string, (issue: Issue) => string | number>> = {
    created: ({ number }) => number,
    updated: ({ updatedAt }) => updatedAt,
    comments: ({ comments }) => comments.length,
  };
  const key = keys[query.get('sort') ?? 'created'] ?? (({ number }) => number);
  const ascending = issues.toSorted((one, other) => {
    const [left, right] = [key(one), key(other)];
    return left === right ? one.number - other.number : left < right ? -1 : 1;
  });
  return query.get('direction') === 'asc' ? ascending : ascending.toReversed();
}

function cursorOf({ id }: Issue): string {
  return Buffer.from(`cursor:v2:${id}`).toString('base64');
}

function startAfter(issues: readonly Issue[], cursor: string): number {
  return issues.findIndex((issue) => cursorOf(issue) === cursor) + 1;
}
