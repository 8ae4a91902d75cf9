import { getOctokit } from '@actions/github';
import * as v from 'valibot';
import { networkReason, type Fetch } from '../support/fetch.ts';

/** An answer of GitHub's REST API, of any status. */
export interface GitHubAnswer {
  /** The host that was asked. */
  readonly host: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  readonly body: unknown;
  /** The permissions that the request wants, such as `secrets=write`; undefined when GitHub named none. */
  readonly acceptedPermissions: string | undefined;
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

/** The version that is asked for; an Enterprise Server refuses one that it does not know. */
const apiVersion = '2026-03-10';

/**
 * A client for GitHub's REST API.
 *
 * @param baseUrl `https://api.github.com`, `https://api.SUBDOMAIN.ghe.com`, or `https://HOST/api/v3` of an Enterprise Server
 */
export function gitHubApi(baseUrl: string, token: string, fetch: Fetch): GitHubApi {
  const octokit = getOctokit(token, { baseUrl, request: { fetch } });
  const { host } = new URL(baseUrl);
  const headers = hasDatedVersions(host) ? { 'x-github-api-version': apiVersion } : {};
  return {
    async request(route, parameters) {
      try {
        return answer(host, await octokit.request(route, { ...parameters, headers }));
      } catch (error) {
        if (v.is(refusal, error)) return answer(host, error.response);
        return { ...nothing, host, network: networkReason(error) };
      }
    },
  };
}

function hasDatedVersions(host: string): boolean {
  return host === 'api.github.com' || host.endsWith('.ghe.com');
}

const wire = v.object({ status: v.number(), data: v.unknown(), headers: v.record(v.string(), v.unknown()) });
const refusal = v.object({ response: wire });

const permissions = v.pipe(v.string(), v.regex(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));
const byIntegration = v.object({
  message: v.pipe(v.string(), v.regex(/^Resource not accessible by integration/)),
});

const nothing: Omit<GitHubAnswer, 'host'> = {
  status: undefined,
  body: undefined,
  acceptedPermissions: undefined,
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
    notAccessibleByIntegration: v.is(byIntegration, data),
    rateLimited:
      (status === 403 || status === 429) &&
      ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0'),
    network: undefined,
  };
}
