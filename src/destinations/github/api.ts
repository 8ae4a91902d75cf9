import * as v from 'valibot';
import type { HttpClient } from '../../http/client.ts';
import { networkReason } from '../../http/network-error.ts';
import { findRetryReason, millisecondsUntil, readRetryAfter, type AttemptResult } from '../../http/retry.ts';
import type { createOctokit } from './octokit.ts';

/** An answer of GitHub's REST API, of any status. */
export interface GitHubResponse {
  /** The host that was asked. */
  readonly host: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  readonly body: unknown;
  /** The permissions that the request wants, such as `secrets=write`; undefined when GitHub named none. */
  readonly acceptedPermissions: string | undefined;
  /** Whether GitHub itself said that it did nothing: what else comes back may come from something in between. */
  readonly refused: boolean;
  /** Whether it is the refusal that tokens of GitHub Apps get, the job's own among them. */
  readonly notAccessibleByIntegration: boolean;
  /** Whether GitHub has too many requests from this token, of whatever kind. */
  readonly rateLimited: boolean;
  /** Why there was no answer, in the system's own code. */
  readonly network: string | undefined;
}

/** GitHub's REST API, as far as this action goes. Resolves whatever happens. */
export interface GitHubApi {
  request(route: string, parameters: Readonly<Record<string, unknown>>): Promise<GitHubResponse>;
}

/** The version that is asked for; an Enterprise Server refuses one that it does not know. */
const apiVersion = '2026-03-10';

/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 */
export function createGitHubApi(baseUrl: string, token: string, http: HttpClient): GitHubApi {
  let client: Promise<ReturnType<typeof createOctokit>> | undefined;
  const connect = async () =>
    (await http.importWhileWaiting(() => import('./octokit.ts'))).createOctokit(baseUrl, token, http);
  const { host } = new URL(baseUrl);
  // A post step may have no token: nobody answers it, and waiting changes nothing.
  if (token === '') {
    return { request: () => Promise.resolve({ ...noResponse, host, network: 'no answer' }) };
  }
  const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};

  async function attempt(route: string, parameters: object): Promise<AttemptResult<GitHubResponse>> {
    try {
      const { request } = await (client ??= connect());
      return toAttemptResult(route, host, await request(route, { ...parameters, headers }));
    } catch (error) {
      if (v.is(refusal, error)) return toAttemptResult(route, host, error.response);
      const network = networkReason(error);
      const retryReason = isRead(route) ? findRetryReason({ network }) : undefined;
      return { result: { ...noResponse, host, network }, retryReason };
    }
  }

  return {
    request(route, parameters) {
      if (!isRead(route)) http.ensureTimeForWrite();
      return http.withRetry('GitHub', () => attempt(route, parameters));
    },
  };
}

/** Whoever repeats a write must know what became of the one before. */
function isRead(route: string): boolean {
  return route.startsWith('GET ');
}

function hasDatedVersions(host: string): boolean {
  return host === 'api.github.com' || host.endsWith('.ghe.com');
}

const octokitResponse = v.object({
  status: v.number(),
  data: v.unknown(),
  headers: v.record(v.string(), v.unknown()),
});
const refusal = v.object({ response: octokitResponse });

const permissions = v.pipe(v.string(), v.regex(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));
const explained = v.object({ message: v.string() });
const byIntegration = v.object({
  message: v.pipe(v.string(), v.regex(/^Resource not accessible by integration/)),
});

const secondaryRateLimit = v.object({ message: v.pipe(v.string(), v.regex(/\bsecondary rate\b/i)) });

const noResponse: Omit<GitHubResponse, 'host'> = {
  status: undefined,
  body: undefined,
  acceptedPermissions: undefined,
  refused: false,
  notAccessibleByIntegration: false,
  rateLimited: false,
  network: undefined,
};

/** The refusals that last. */
const permanentStatuses = [400, 401, 403, 404, 410, 422, 429, 451];

function toAttemptResult(route: string, host: string, response: unknown): AttemptResult<GitHubResponse> {
  const { status, data, headers } = v.parse(octokitResponse, response);
  const accepted = v.safeParse(permissions, headers['x-accepted-github-permissions']);
  const rateLimited = isRateLimited(status, data, headers);
  const result = {
    host,
    status,
    body: data,
    acceptedPermissions: accepted.success ? accepted.output : undefined,
    refused: status >= 300 && status < 500 && status !== 408 && v.is(explained, data),
    notAccessibleByIntegration: v.is(byIntegration, data),
    rateLimited,
    network: undefined,
  };
  // What else says so may be something in between, after GitHub did what it was asked for.
  if (rateLimited && (result.refused || isRead(route))) {
    const name = 'too many requests from this token';
    return { result, retryReason: { name, retryAfterMs: readRateLimitWait(headers) } };
  }
  // An answer outside the known permanent ones may be gone a moment later.
  const isTransient = (one: number): boolean => one >= 400 && !permanentStatuses.includes(one);
  return { result, retryReason: isRead(route) ? findRetryReason({ status }, isTransient) : undefined };
}

type Headers = v.InferOutput<typeof octokitResponse>['headers'];

/** GitHub has two limits: one by the hour, and one for too many requests at once, which not every answer names. */
function isRateLimited(status: number, data: unknown, headers: Headers): boolean {
  if (status === 429) return true;
  return (
    status === 403 &&
    ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || v.is(secondaryRateLimit, data))
  );
}

/**
 * How long GitHub wants to be left alone, in milliseconds; a minute where it does not say.
 * Source: GitHub's "Best practices for using the REST API".
 */
function readRateLimitWait(headers: Headers): number {
  const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
  const full = remaining === '0' ? millisecondsUntil(Number(reset) * 1_000, date) : undefined;
  return readRetryAfter(headers) ?? (full === undefined ? 60_000 : full + 1_000);
}
