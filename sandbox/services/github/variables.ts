import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { pageOf } from './paging.ts';
import { refuse } from './refusal.ts';
import { formatTime } from './times.ts';

/** A variable of a repository, which every workflow there reads as `vars.NAME`. */
export interface Variable {
  readonly value: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

type Variables = Map<string, Variable>;

const maxVariables = 500;
const maxValueBytes = 48 * 1024;
/** A list shows ten, unless the client asks for more, and never more than 30. */
const largestPage = 30;
const newVariable = v.object({ name: v.string(), value: v.string() });
const change = v.object({ name: v.optional(v.string()), value: v.optional(v.string()) });

/** https://docs.github.com/rest/actions/variables */
export function serveVariables(
  request: SandboxRequest,
  address: string,
  { variables }: { readonly variables: Variables },
  name: string | undefined,
  now: number,
): SandboxResponse {
  if (name === undefined) {
    return request.method === 'POST'
      ? addVariable(request, variables, now)
      : listVariables(request, address, variables);
  }
  const key = name.toUpperCase();
  const variable = variables.get(key);
  if (variable === undefined) return refuse(404, 'Not Found');
  switch (request.method) {
    case 'GET':
      return jsonResponse(200, variableBody(key, variable));
    case 'PATCH':
      return changeVariable(request, variables, key, variable, now);
    case 'DELETE':
      variables.delete(key);
      return emptyResponse(204);
    default:
      return refuse(404, 'Not Found');
  }
}

/** https://docs.github.com/rest/actions/variables#list-repository-organization-variables reads in the same way. */
export function listVariables(
  request: SandboxRequest,
  address: string,
  variables: Variables,
): SandboxResponse {
  if (request.method !== 'GET') return refuse(404, 'Not Found');
  const all = [...variables].sort(([one], [other]) => one.localeCompare(other));
  const { entries, headers } = pageOf(request, address, all, { usual: 10, largest: largestPage });
  const shown = entries.map(([name, variable]) => variableBody(name, variable));
  return jsonResponse(200, { total_count: all.length, variables: shown }, headers);
}

function addVariable(request: SandboxRequest, variables: Variables, now: number): SandboxResponse {
  const given = v.safeParse(newVariable, jsonBody(request));
  if (!given.success) return refuse(422, 'Invalid request.\n\nname and value are required.');
  const { name, value } = given.output;
  const refusal = findRefusal(name, value);
  if (refusal) return refusal;
  // As in https://github.com/nexthink-oss/terraform-provider-github/issues/12
  if (variables.has(name.toUpperCase())) return refuse(409, 'Already exists - Variable already exists');
  if (variables.size >= maxVariables) {
    return refuse(422, `You have reached the limit of ${maxVariables} variables.`);
  }
  variables.set(name.toUpperCase(), { value, createdAt: formatTime(now), updatedAt: formatTime(now) });
  return jsonResponse(201, {});
}

function changeVariable(
  request: SandboxRequest,
  variables: Variables,
  key: string,
  before: Variable,
  now: number,
): SandboxResponse {
  const given = v.safeParse(change, jsonBody(request));
  if (!given.success) return refuse(422, 'Invalid request.');
  const { name = key, value = before.value } = given.output;
  const refusal = findRefusal(name, value);
  if (refusal) return refusal;
  variables.delete(key);
  variables.set(name.toUpperCase(), { ...before, value, updatedAt: formatTime(now) });
  return emptyResponse(204);
}

/** https://docs.github.com/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables */
function findRefusal(name: string, value: string): SandboxResponse | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return refuse(
      422,
      'Variable names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_).',
    );
  }
  if (/^GITHUB_/i.test(name)) return refuse(422, 'Variable names must not start with GITHUB_.');
  if (Buffer.byteLength(value) > maxValueBytes) return refuse(422, 'Variable values are limited to 48 KB.');
  return undefined;
}

function variableBody(name: string, { value, createdAt, updatedAt }: Variable): Record<string, unknown> {
  return { name, value, created_at: createdAt, updated_at: updatedAt };
}
