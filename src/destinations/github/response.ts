import * as v from 'valibot';
import { isRefusal } from '../../http/refusal.ts';
import { millisecondsUntil, readRetryAfter } from '../../http/retry.ts';

/** How a request to GitHub's REST API ended. */
export type GitHubResponse =
  | { readonly status: number; readonly headers: Headers; readonly body: unknown }
  /** There was no response from the host; `network` says why, as `networkReason` gives it. */
  | { readonly status: undefined; readonly host: string; readonly network: string };

/** By their names in lower case. */
type Headers = Readonly<Record<string, unknown>>;

/** @returns the body of a response with HTTP 200; undefined when there is none, or when it has another form */
export function readBody<T>(schema: v.GenericSchema<unknown, T>, response: GitHubResponse): T | undefined {
  if (response.status !== 200) return undefined;
  const parsed = v.safeParse(schema, response.body);
  return parsed.success ? parsed.output : undefined;
}

const errorBody = v.object({ message: v.string() });

/** Whether GitHub itself says that it did not execute a request. */
export function isGitHubRefusal(response: GitHubResponse): boolean {
  return response.status !== undefined && isRefusal(response.status, v.is(errorBody, response.body));
}

const integrationRefusal = v.object({
  message: v.pipe(v.string(), v.regex(/^Resource not accessible by integration/)),
});

/** Whether it is the refusal that the tokens of GitHub Apps get, including the GITHUB_TOKEN of a job. */
export function isIntegrationRefusal(response: GitHubResponse): boolean {
  return response.status !== undefined && v.is(integrationRefusal, response.body);
}

const permissions = v.pipe(v.string(), v.regex(/^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/));

/** @returns the permissions that the request needs, such as `secrets=write`; undefined when GitHub does not say */
export function readAcceptedPermissions(response: GitHubResponse): string | undefined {
  if (response.status === undefined) return undefined;
  const parsed = v.safeParse(permissions, response.headers['x-accepted-github-permissions']);
  return parsed.success ? parsed.output : undefined;
}

const secondaryRateLimit = v.object({ message: v.pipe(v.string(), v.regex(/\bsecondary rate\b/i)) });

/**
 * Whether GitHub has received too many requests from this token. GitHub has a limit per hour, and a secondary one for too
 * many requests at once, which not every response names.
 */
export function isRateLimited(response: GitHubResponse): boolean {
  if (response.status === 429) return true;
  if (response.status !== 403) return false;
  const { headers, body } = response;
  return (
    'retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || v.is(secondaryRateLimit, body)
  );
}

/**
 * Reads how long to wait after a rate limit, in milliseconds; a minute if GitHub does not say.
 * Source: GitHub's "Best practices for using the REST API".
 */
export function readRateLimitWait(headers: Headers): number {
  const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
  const untilReset = remaining === '0' ? millisecondsUntil(Number(reset) * 1_000, date) : undefined;
  return readRetryAfter(headers) ?? (untilReset === undefined ? 60_000 : untilReset + 1_000);
}
