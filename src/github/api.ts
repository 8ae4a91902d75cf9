import * as v from 'valibot';
import type { HttpClient } from '../http/client.ts';
import { isRefusal } from '../http/failure.ts';
import { findFailureRetryReason, type FailureRule } from '../http/failure-rules.ts';
import { networkReason } from '../http/network-error.ts';
import type { RetryReason } from '../http/retry.ts';
import type { createOctokit } from './octokit.ts';
import { readResponse, type GitHubResponse } from './response.ts';
import { readTokenExpiry } from './token-expiry.ts';
import { readTokenKind, type TokenKind } from './token-kind.ts';

/** GitHub's REST API, and its GraphQL API by its full URL. A request resolves whatever the response is, and also when there is none. */
export interface GitHubApi {
  readonly host: string;
  readonly tokenKind: TokenKind;
  /** When the token expires; undefined when no response has said so. A token of a GitHub App is made for each job. */
  tokenExpiry(): Date | undefined;
  request(route: string, parameters: Readonly<Record<string, unknown>>): Promise<GitHubResponse>;
}

/** The API version to ask for. A GitHub Enterprise Server refuses a version that it does not know. */
const apiVersion = '2026-03-10';

/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 * @param token undefined in a post step without one: then no request is sent, and none gets a response
 * @param rules what GitHub's errors mean for the requests; they decide which ones are repeated
 */
export function createGitHubApi(
  baseUrl: string,
  token: string | undefined,
  http: HttpClient,
  rules: readonly FailureRule<never>[],
): GitHubApi {
  const { host } = new URL(baseUrl);
  if (token === undefined) {
    const request = (): Promise<GitHubResponse> => Promise.resolve({ network: 'no response' });
    return { host, tokenKind: 'other', tokenExpiry: () => undefined, request };
  }
  const tokenKind = readTokenKind(token);
  let expiry: Date | undefined;
  let octokit: Promise<ReturnType<typeof createOctokit>> | undefined;
  const loadOctokit = async () =>
    (await http.importWhileWaiting(() => import('./octokit.ts'))).createOctokit(baseUrl, token, http);
  const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};

  async function send(route: string, parameters: object): Promise<GitHubResponse> {
    try {
      const { request } = await (octokit ??= loadOctokit());
      return toResponse(await request(route, { ...parameters, headers }));
    } catch (error) {
      if (v.is(octokitError, error)) return toResponse(error.response);
      return { network: networkReason(error) };
    }
  }

  function toResponse(response: unknown): GitHubResponse {
    const { status, headers: received, data } = v.parse(octokitResponse, response);
    if (tokenKind !== 'app') expiry = readTokenExpiry(received) ?? expiry;
    return readResponse({ status, headers: received, body: data }, http);
  }

  return {
    host,
    tokenKind,
    tokenExpiry: () => expiry,
    request(route, parameters) {
      if (!isRead(route)) http.ensureTimeForWrite();
      return http.withRetry('GitHub', async () => {
        const result = await send(route, parameters);
        return { result, retryReason: findReason(route, result, rules) };
      });
    },
  };
}

function hasDatedVersions(host: string): boolean {
  return host === 'api.github.com' || host.endsWith('.ghe.com');
}

const octokitResponse = v.object({
  status: v.number(),
  data: v.unknown(),
  headers: v.record(v.string(), v.string()),
});

/** What Octokit throws for a response with an error status. */
const octokitError = v.object({ response: octokitResponse });

/** Whether a request has the same result when it is sent twice. A PATCH here sets the state of an issue. */
function isRepeatable(route: string): boolean {
  return isRead(route) || route.startsWith('PATCH ');
}

/** A query of GraphQL is a read as well; the action sends no mutation. */
function isRead(route: string): boolean {
  return route.startsWith('GET ') || route.endsWith('/graphql');
}

/** Decides whether to repeat a request. Any other write is repeated only when GitHub itself says that it did nothing. */
function findReason(
  route: string,
  response: GitHubResponse,
  rules: readonly FailureRule<never>[],
): RetryReason | undefined {
  if ('body' in response || !(isRepeatable(route) || isRefusal(response))) return undefined;
  return findFailureRetryReason(response, rules);
}
