import { randomUUID } from 'node:crypto';
import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import * as v from 'valibot';
import type { Budget } from '../support/budget.ts';
import type { Clock } from '../support/clock.ts';
import { networkReason, type Fetch } from '../support/fetch.ts';
import type { Log } from '../support/log.ts';

/** An answer of GitHub's REST API, of any status. */
export interface GitHubAnswer {
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
  request(route: string, parameters: Readonly<Record<string, unknown>>): Promise<GitHubAnswer>;
}

/** What a client for GitHub needs from outside. */
export interface GitHubEdges {
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: Budget;
}

/** The version that is asked for; an Enterprise Server refuses one that it does not know. */
const apiVersion = '2026-03-10';

/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 */
export function gitHubApi(baseUrl: string, token: string, fetch: Fetch, edges: GitHubEdges): GitHubApi {
  // A post step may have no token: made when it is used, the client fails as a request without an answer.
  let octokit: ReturnType<typeof getOctokit> | undefined;
  const { host } = new URL(baseUrl);
  const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};
  return {
    async request(route, parameters) {
      try {
        return answer(
          host,
          await (octokit ??= client(baseUrl, token, fetch, edges)).request(route, { ...parameters, headers }),
        );
      } catch (error) {
        if (v.is(refusal, error)) return answer(host, error.response);
        return { ...nothing, host, network: networkReason(error) };
      }
    },
  };
}

/** How often one request waits because GitHub has too many. */
const mostWaits = 3;

/** Octokit's own plugins repeat what met a passing fault, and wait where GitHub has too many requests. */
function client(
  baseUrl: string,
  token: string,
  fetch: Fetch,
  { clock, log, budget }: GitHubEdges,
): ReturnType<typeof getOctokit> {
  const onLimit = (seconds: number, _: unknown, __: unknown, waits: number): boolean => {
    if (waits >= mostWaits || !budget.grants(seconds * 1000)) return false;
    log.info(`GitHub has too many requests from this token. Trying again in ${Math.ceil(seconds)} s.`);
    return true;
  };
  const options = {
    baseUrl,
    request: { fetch },
    retry: {
      retries: 2,
      retryAfterBaseValue: clock.second,
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
    },
    // It would print headers of deprecated routes as they came.
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: {
      // Plugins share their queues among all clients of a process that have the same.
      id: randomUUID(),
      retryAfterBaseValue: clock.second,
      onRateLimit: onLimit,
      onSecondaryRateLimit: onLimit,
    },
  };
  return getOctokit(token, options, retry, throttling);
}

function silent(): void {
  // Nothing that a server sent goes to the log.
}

function hasDatedVersions(host: string): boolean {
  return host === 'api.github.com' || host.endsWith('.ghe.com');
}

const wire = v.object({ status: v.number(), data: v.unknown(), headers: v.record(v.string(), v.unknown()) });
const refusal = v.object({ response: wire });

const permissions = v.pipe(v.string(), v.regex(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));
const explained = v.object({ message: v.string() });
const byIntegration = v.object({
  message: v.pipe(v.string(), v.regex(/^Resource not accessible by integration/)),
});

const nothing: Omit<GitHubAnswer, 'host'> = {
  status: undefined,
  body: undefined,
  acceptedPermissions: undefined,
  refused: false,
  notAccessibleByIntegration: false,
  rateLimited: false,
  network: undefined,
};

function answer(host: string, response: unknown): GitHubAnswer {
  const { status, data, headers } = v.parse(wire, response);
  const accepted = v.safeParse(permissions, headers['x-accepted-github-permissions']);
  return {
    host,
    status,
    body: data,
    acceptedPermissions: accepted.success ? accepted.output : undefined,
    refused: status >= 300 && status < 500 && status !== 408 && v.is(explained, data),
    notAccessibleByIntegration: v.is(byIntegration, data),
    rateLimited:
      (status === 403 || status === 429) &&
      ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0'),
    network: undefined,
  };
}
