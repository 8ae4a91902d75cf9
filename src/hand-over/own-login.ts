import * as v from 'valibot';
import type { GitHubApi } from '../github/api.ts';
import { readBody, toFailure } from '../github/response.ts';
import type { RequestFailure } from '../http/failure.ts';

const viewer = v.object({ data: v.object({ viewer: v.object({ login: v.string() }) }) });

/** GraphQL reports errors with HTTP 200. */
const graphqlErrors = v.object({
  errors: v.tupleWithRest(
    [v.object({ type: v.optional(v.pipe(v.string(), v.regex(/^[A-Z_]+$/))), message: v.string() })],
    v.unknown(),
  ),
});

/**
 * Reads which login a token acts as, such as `github-actions[bot]` for the token of a job. It uses GraphQL, which answers every
 * token: the REST API does not tell the token of a GitHub App, or that of a job, who it is.
 *
 * @param apiUrl GitHub's REST API
 */
export async function readOwnLogin(api: GitHubApi, apiUrl: string): Promise<string | RequestFailure> {
  const url = `${apiUrl.replace(/\/api\/v3\/?$/, '/api')}/graphql`;
  const response = await api.request(`POST ${url}`, { query: 'query { viewer { login } }' });
  const login = readBody(viewer, response)?.data.viewer.login;
  if (login !== undefined) return login;
  const [error] = readBody(graphqlErrors, response)?.errors ?? [];
  const failure = toFailure(response);
  if (error === undefined || 'network' in failure) return failure;
  const { type, message } = error;
  return {
    ...failure,
    error: { codes: type === undefined ? [] : [type], shownCodes: [], message, quote: undefined },
  };
}
