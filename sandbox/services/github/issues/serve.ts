import * as v from 'valibot';
import { jsonBody, jsonResponse } from '../../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../../network/http.ts';
import { loginOf } from '../accounts.ts';
import type { Access } from '../access.ts';
import { refuse } from '../refusal.ts';
import type { Repository } from '../repository.ts';
import { commentBody, issueBody } from './bodies.ts';
import type { Addresses } from './bodies.ts';
import { listComments, listIssues } from './list.ts';
import {
  findCommentProblems,
  findContentProblems,
  notAssignable,
  refuseContent,
  refuseNewLabel,
} from './refusals.ts';
import type { Issue } from './tracker.ts';

const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const label = v.union([
  v.string(),
  v.pipe(
    v.object({ name: v.string() }),
    v.transform(({ name }) => name),
  ),
]);
const content = {
  body: v.nullish(v.string()),
  labels: v.optional(v.array(label)),
  assignees: v.optional(v.array(v.string())),
};
const newIssue = v.strictObject({ title: text, ...content });
const issueChanges = v.strictObject({
  title: v.optional(text),
  ...content,
  state: v.optional(v.picklist(['open', 'closed'])),
  state_reason: v.nullish(v.picklist(['completed', 'not_planned', 'duplicate', 'reopened'])),
});
const newComment = v.strictObject({ body: v.string() });
type Changes = v.InferOutput<typeof issueChanges>;

/** Who does what, and where. */
export interface Scene {
  readonly request: SandboxRequest;
  readonly repository: Repository;
  readonly access: Access;
  readonly addresses: Addresses;
}

/** https://docs.github.com/rest/issues/issues, /comments */
export function serveIssues(scene: Scene, number: string | undefined, comments: boolean): SandboxResponse {
  const { request, repository, addresses } = scene;
  const { hasIssues } = repository;
  if (number === undefined) {
    if (request.method === 'GET') return listIssues(request, repository, addresses);
    return hasIssues ? openIssue(scene) : issuesAreDisabled();
  }
  const issue = repository.issues.find(Number(number));
  if (issue === undefined) return refuse(404, 'Not Found');
  if (issue === 'deleted') return refuse(410, 'This issue was deleted');
  if (!hasIssues && !issue.isPullRequest) return issuesAreDisabled();
  switch (`${request.method}${comments ? ' comments' : ''}`) {
    case 'GET':
      return jsonResponse(200, issueBody(issue, repository, addresses));
    case 'PATCH':
      return changeIssue(scene, issue);
    case 'GET comments':
      return listComments(
        request,
        repository,
        addresses,
        issue.comments.map((each) => commentBody(each, issue, repository, addresses)),
      );
    case 'POST comments':
      return comment(scene, issue);
    default:
      return refuse(404, 'Not Found');
  }
}

function issuesAreDisabled(): SandboxResponse {
  return refuse(410, 'Issues are disabled for this repo');
}

function openIssue({ request, repository, access, addresses }: Scene): SandboxResponse {
  const given = v.safeParse(newIssue, jsonBody(request));
  if (!given.success) return refuse(422, `Invalid request.\n\n${v.summarize(given.issues)}`);
  const checked = checkContent(given.output, repository, access);
  if ('status' in checked) return checked;
  const { title, body = null } = given.output;
  const issue = repository.issues.open(loginOf(access), { title, body, ...checked });
  const shown = issueBody(issue, repository, addresses);
  return jsonResponse(201, shown, { location: String(shown['url']) });
}

function changeIssue({ request, repository, access, addresses }: Scene, issue: Issue): SandboxResponse {
  const given = v.safeParse(issueChanges, jsonBody(request));
  if (!given.success) return refuse(422, `Invalid request.\n\n${v.summarize(given.issues)}`);
  if (!canPush(access, repository) && issue.author !== loginOf(access)) {
    return refuse(403, 'Must have admin rights to Repository.');
  }
  const checked = checkContent(given.output, repository, access);
  if ('status' in checked) return checked;
  const { title, body } = given.output;
  repository.issues.edit(issue.number, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...checked,
  });
  changeState(given.output, issue, repository, loginOf(access));
  return jsonResponse(200, issueBody(repository.issues.issue(issue.number), repository, addresses));
}

/** A reason counts only where it fits the state that the issue changes to. */
function changeState(
  { state, state_reason: reason }: Changes,
  issue: Issue,
  repository: Repository,
  by: string,
): void {
  if (state === 'closed' && issue.isOpen) {
    repository.issues.close(issue.number, by, reason === 'reopened' ? 'completed' : (reason ?? 'completed'));
  }
  if (state === 'open' && !issue.isOpen) repository.issues.reopen(issue.number);
}

function comment({ request, repository, access, addresses }: Scene, issue: Issue): SandboxResponse {
  const given = v.safeParse(newComment, jsonBody(request));
  if (!given.success) return refuse(422, `Invalid request.\n\n${v.summarize(given.issues)}`);
  if (issue.isLocked && !isPusher(access, repository)) {
    return refuse(403, 'Unable to create comment because issue is locked.');
  }
  const problems = findCommentProblems(given.output.body);
  if (problems.length > 0) return refuseContent(...problems);
  const added = repository.issues.comment(issue.number, loginOf(access), given.output.body);
  const shown = commentBody(added, issue, repository, addresses);
  return jsonResponse(201, shown, { location: String(shown['url']) });
}

/**
 * The labels and assignees that an issue gets, or why it is refused. Whoever cannot push to the repository cannot set
 * them: they are dropped without a word, except that a label that does not exist is refused.
 */
function checkContent(
  given: Pick<Changes, 'title' | 'body' | 'labels' | 'assignees'>,
  repository: Repository,
  access: Access,
): { labels?: readonly string[]; assignees?: readonly string[] } | SandboxResponse {
  const mayPush = canPush(access, repository);
  if (!mayPush && given.labels?.some((name) => !repository.issues.hasLabel(name))) return refuseNewLabel();
  const { labels, assignees } = mayPush ? given : {};
  const problems = findContentProblems({ ...given, labels });
  if (problems.length > 0) return refuseContent(...problems);
  const stranger = assignees?.find((login) => !isCollaborator(login, repository));
  if (stranger !== undefined) return refuseContent(notAssignable(stranger));
  return { ...(labels && { labels }), ...(assignees && { assignees }) };
}

/** https://docs.github.com/rest/issues/assignees#check-if-a-user-can-be-assigned */
export function showAssignee({ request, repository }: Scene, login: string): SandboxResponse {
  if (request.method !== 'GET' || !isCollaborator(login, repository)) return refuse(404, 'Not Found');
  return { status: 204, headers: {}, body: '' };
}

function isCollaborator(login: string, { collaborators }: Repository): boolean {
  return [...collaborators.keys()].some((each) => each.toLowerCase() === login.toLowerCase());
}

/** An app can do what its permissions say; a person's token can do no more than the person. */
export function canPush(access: Access, repository: Repository): boolean {
  return access.kind === 'integration' || isPusher(access, repository);
}

/** An app is no collaborator, whatever its permissions say. https://github.com/renovatebot/renovate/issues/6215 */
function isPusher(access: Access, { collaborators }: Repository): boolean {
  return access.kind !== 'integration' && collaborators.get(loginOf(access)) === 'write';
}
