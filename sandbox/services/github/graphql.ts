import * as v from 'valibot';
import { bearerToken, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import type { Access } from './access.ts';
import { loginOf } from './accounts.ts';
import type { GitHub } from './github.ts';
import { refuse } from './refusal.ts';
import { isExpired } from './token-expiry.ts';
import type { RestApi } from './route.ts';

/** The one query that the sandbox knows. Every token may send it. */
const viewerQuery = /^\s*(?:query(?:\s+\w+)?\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/;

/**
 * Adds the GraphQL API to the REST API, as far as it says who acts with a token. It reports errors in a query with HTTP 200.
 * https://docs.github.com/graphql/guides/forming-calls-with-graphql
 */
export function withGraphql(rest: Service, github: GitHub, api: RestApi, now: () => number): Service {
  const path = `${api.basePath.replace('/v3', '')}/graphql`;
  return (request) =>
    request.url.pathname === path ? Promise.resolve(serve(request, github, now)) : rest(request);
}

function serve(request: SandboxRequest, { access }: GitHub, now: () => number): SandboxResponse {
  if (request.method !== 'POST') return refuse(404, 'Not Found');
  const token = bearerToken(request);
  if (token === undefined) return refuse(401, 'This endpoint requires you to be authenticated.');
  const found = access.get(token);
  if (!found || isExpired(found, now())) return refuse(401, 'Bad credentials');
  return jsonResponse(200, execute(jsonBody(request), found));
}

function execute(body: unknown, access: Access): unknown {
  const given = v.safeParse(
    v.strictObject({ query: v.string(), variables: v.nullish(v.record(v.string(), v.unknown())) }),
    body,
  );
  if (!given.success)
    return { errors: [{ message: 'A query attribute must be specified and must be a string.' }] };
  const { query } = given.output;
  if (viewerQuery.test(query)) return { data: { viewer: { login: loginOf(access) } } };
  const [, field = ''] = /\{\s*(\w+)/.exec(query) ?? [];
  return {
    errors: [
      {
        path: ['query', field],
        extensions: { code: 'undefinedField', typeName: 'Query', fieldName: field },
        locations: [{ line: 1, column: 1 }],
        message: `Field '${field}' doesn't exist on type 'Query'`,
      },
    ],
  };
}
