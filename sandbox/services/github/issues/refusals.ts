import { jsonResponse } from '../../../network/http.ts';
import type { SandboxResponse } from '../../../network/http.ts';

const longestTitle = 256;
const longestBody = 65_536;
const longestLabel = 50;

interface Problem {
  readonly resource: 'Issue' | 'IssueComment' | 'Label';
  readonly field: string;
  readonly code: 'missing_field' | 'invalid' | 'custom' | 'unprocessable' | 'already_exists';
  readonly message?: string;
  readonly value?: string;
}

/** How GitHub refuses content that it understands. */
export function refuseContent(...errors: readonly Problem[]): SandboxResponse {
  const body = {
    message: 'Validation Failed',
    errors,
    documentation_url: 'https://docs.github.com/rest/issues/issues#create-an-issue',
    status: '422',
  };
  return jsonResponse(422, body);
}

/** What is wrong with the content of an issue; what is left out is not checked. */
export function findContentProblems(content: {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
}): readonly Problem[] {
  const resource = 'Issue';
  return [
    ...(content.title?.trim() === ''
      ? [{ resource, field: 'title', code: 'missing_field' } as const]
      : tooLong(content.title, longestTitle, { resource, field: 'title', code: 'custom' }, 'title')),
    ...tooLong(content.body, longestBody, { resource, field: 'body', code: 'custom' }, 'body'),
    ...(content.labels ?? []).flatMap((label) =>
      tooLong(label, longestLabel, { resource: 'Label', field: 'name', code: 'custom' }, 'name'),
    ),
  ];
}

/** Whoever cannot push to a repository cannot add labels to it. https://github.com/actions/labeler/issues/870, https://github.com/orgs/community/discussions/197408 */
export function refuseNewLabel(): SandboxResponse {
  return jsonResponse(403, {
    message: 'You do not have permission to create labels on this repository.',
    errors: [{ resource: 'Repository', field: 'label', code: 'unauthorized' }],
    documentation_url: 'https://docs.github.com/rest/issues/issues#create-an-issue',
    status: '403',
  });
}

/** A person who cannot be assigned: no collaborator, or deactivated since. https://github.com/trstringer/manual-approval/issues/141 */
export function notAssignable(login: string): Problem {
  return { value: login, resource: 'Issue', field: 'assignees', code: 'invalid' };
}

export function findCommentProblems(body: string): readonly Problem[] {
  const resource = 'IssueComment';
  return body.trim() === ''
    ? [{ resource, field: 'body', code: 'missing_field' }]
    : tooLong(body, longestBody, { resource, field: 'data', code: 'unprocessable' }, 'Body');
}

function tooLong(
  text: string | null | undefined,
  longest: number,
  problem: Problem,
  name: string,
): readonly Problem[] {
  if (Array.from(text ?? '').length <= longest) return [];
  return [{ ...problem, message: `${name} is too long (maximum is ${longest} characters)` }];
}
