import * as v from 'valibot';
import type { HttpClient } from '../../http/client.ts';
import { networkReason } from '../../http/network-error.ts';
import { findRetryReason, type AttemptResult } from '../../http/retry.ts';
import type { createOctokit } from './octokit.ts';
import { isRateLimited, isGitHubRefusal, readRateLimitWait, type GitHubResponse } from './response.ts';

/** GitHub's REST API. A request resolves whatever the response is, and also when there is none. */
export interface GitHubApi {
  request(route: string, parameters: Readonly<Record<string, unknown>>): Promise<GitHubResponse>;
}

/** The API version to ask for. A GitHub Enterprise Server refuses a version that it does not know. */
const apiVersion = '2026-03-10';

/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 * @param token undefined in a post step without one: then no request is sent, and none gets a response
 */
export function createGitHubApi(baseUrl: string, token: string | undefined, http: HttpClient): GitHubApi {
  const { host } = new URL(baseUrl);
  if (token === undefined) {
    return { request: () => Promise.resolve({ status: undefined, host, network: 'no response' }) };
  }
  let octokit: Promise<ReturnType<typeof createOctokit>> | undefined;
  const loadOctokit = async () =>
    (await http.importWhileWaiting(() => import('./octokit.ts'))).createOctokit(baseUrl, token, http);
  const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};

  async function send(route: string, parameters: object): Promise<GitHubResponse> {
    try {
      const { request } = await (octokit ??= loadOctokit());
      return toGitHubResponse(await request(route, { ...parameters, headers }));
    } catch (error) {
      if (v.is(octokitError, error)) return toGitHubResponse(error.response);
      return { status: undefined, host, network: networkReason(error) };
    }
  }

  return {
    request(route, parameters) {
      if (!isRead(route)) http.ensureTimeForWrite();
      return http.withRetry('GitHub', async () => toAttemptResult(route, await send(route, parameters)));
    },
  };
}

function hasDatedVersions(host: string): boolean {
  return host === 'api.github.com' || host.endsWith('.ghe.com');
}

const octokitResponse = v.object({
  status: v.number(),
  data: v.unknown(),
  headers: v.record(v.string(), v.unknown()),
});

/** What Octokit throws for a response with an error status. */
const octokitError = v.object({ response: octokitResponse });

function toGitHubResponse(response: unknown): GitHubResponse {
  const { status, headers, data } = v.parse(octokitResponse, response);
  return { status, headers, body: data };
}

function isRead(route: string): boolean {
  return route.startsWith('GET ');
}

/** The error statuses that do not change when a request is repeated. */
const permanentStatuses = [400, 401, 403, 404, 410, 422, 429, 451];

function isTransient(status: number): boolean {
  return status >= 400 && !permanentStatuses.includes(status);
}

/** Decides whether to repeat a request. A write is repeated only when GitHub itself says that it did nothing. */
function toAttemptResult(route: string, response: GitHubResponse): AttemptResult<GitHubResponse> {
  const result = response;
  if (
    response.status !== undefined &&
    isRateLimited(response) &&
    (isRead(route) || isGitHubRefusal(response))
  ) {
    const name = 'too many requests from this token';
    return { result, retryReason: { name, retryAfterMs: readRateLimitWait(response.headers) } };
  }
  return { result, retryReason: isRead(route) ? findRetryReason(response, isTransient) : undefined };
}
