import * as v from 'valibot';
import { bearerToken, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import type { Access } from './access.ts';
import { loginOf } from './accounts.ts';
import type { GitHub } from './github.ts';
import { refuse } from './refusal.ts';
import { isExpired } from './token-expiry.ts';
import { permissionsOf } from './repository-body.ts';
import { levelsIn } from './route.ts';
import type { RestApi } from './route.ts';

/** Who acts with a token. Every token may send it. */
const viewerQuery = /^\s*(?:query(?:\s+\w+)?\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/;

/**
 * Adds the GraphQL API to the REST API, as far as it says who acts with a token, and what GitHub CLI asks about a repository. It
 * reports errors in a query with HTTP 200.
 * https://docs.github.com/graphql/guides/forming-calls-with-graphql
 */
export function withGraphql(rest: Service, github: GitHub, api: RestApi, now: () => number): Service {
  const path = `${api.basePath.replace('/v3', '')}/graphql`;
  return (request) =>
    request.url.pathname === path ? Promise.resolve(serve(request, github, now)) : rest(request);
}

function serve(request: SandboxRequest, github: GitHub, now: () => number): SandboxResponse {
  if (request.method !== 'POST') return refuse(404, 'Not Found');
  const token = bearerToken(request);
  if (token === undefined) return refuse(401, 'This endpoint requires you to be authenticated.');
  const found = github.access.get(token);
  if (!found || isExpired(found, now())) return refuse(401, 'Bad credentials');
  return jsonResponse(200, execute(jsonBody(request), found, github));
}

function execute(body: unknown, access: Access, github: GitHub): unknown {
  const given = v.safeParse(
    v.strictObject({ query: v.string(), variables: v.nullish(v.record(v.string(), v.unknown())) }),
    body,
  );
  if (!given.success)
    return { errors: [{ message: 'A query attribute must be specified and must be a string.' }] };
  const { query, variables } = given.output;
  if (viewerQuery.test(query)) return { data: { viewer: { login: loginOf(access) } } };
  if (repositoryQuery.test(query)) {
    return showRepository(v.parse(repositoryVariables, variables), access, github);
  }
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

/** What GitHub CLI asks before it starts a workflow on the default branch; of the fields, those that the sandbox knows. */
const repositoryQuery =
  /^\s*(?:fragment repo on Repository \{[^}]*\{[^}]*\}[^}]*\{[^}]*\}\s*\}\s*)?query RepositoryInfo\(\$owner: String!, \$name: String!\) \{\s*repository\(owner: \$owner, name: \$name\) \{/;
const repositoryVariables = v.object({ owner: v.string(), name: v.string() });

function showRepository(
  { owner, name }: v.InferOutput<typeof repositoryVariables>,
  access: Access,
  { repositories }: GitHub,
): unknown {
  const repository = repositories.get(`${owner}/${name}`.toLowerCase());
  if (repository === undefined || levelsIn(repository)(access) === undefined) {
    const message = `Could not resolve to a Repository with the name '${owner}/${name}'.`;
    return { data: { repository: null }, errors: [{ type: 'NOT_FOUND', path: ['repository'], message }] };
  }
  return {
    data: {
      repository: {
        id: Buffer.from(`010:Repository${repository.id}`).toString('base64'),
        name,
        owner: { login: owner },
        hasIssuesEnabled: repository.hasIssues,
        description: '',
        hasWikiEnabled: false,
        viewerPermission: permissionsOf(loginOf(access), repository)['admin'] === true ? 'ADMIN' : 'READ',
        defaultBranchRef: { name: repository.defaultBranch },
        parent: null,
        mergeCommitAllowed: true,
        rebaseMergeAllowed: true,
        squashMergeAllowed: true,
      },
    },
  };
}
