import * as v from 'valibot';
import type { FailedResponse, RequestFailure } from '../../http/failure.ts';
import { millisecondsUntil, readRetryAfter, type RetryReason } from '../../http/retry.ts';

/** A request to GitHub's REST API that succeeded, by its status. */
export interface GitHubSuccess {
  readonly status: number;
  readonly headers: FailedResponse['headers'];
  readonly body: unknown;
}

/** How a request to GitHub's REST API ended. */
export type GitHubResponse = GitHubSuccess | RequestFailure;

const errorBody = v.object({ message: v.string() });

/** Hexadecimal numbers, so no token. */
const requestId = /^[\da-f:-]{1,64}$/i;

/**
 * Reads how a request ended from its response. An error has GitHub's format when its body has a message; GitHub has no
 * error codes.
 *
 * @param quote makes the message safe to print
 */
export function readResponse(
  { status, headers, body }: GitHubSuccess,
  quote: (message: string) => string | undefined,
): GitHubResponse {
  if (status < 300) return { status, headers, body };
  const parsed = v.safeParse(errorBody, body);
  if (!parsed.success) return { status, headers, error: undefined };
  const { message } = parsed.output;
  const id = headers['x-github-request-id'] ?? '';
  return {
    status,
    headers,
    error: { codes: [], message, quote: quote(message) },
    requestId: requestId.test(id) ? id : undefined,
  };
}

/** @returns the body of a response with HTTP 200; undefined when there is none, or when it has another form */
export function readBody<T>(schema: v.GenericSchema<unknown, T>, response: GitHubResponse): T | undefined {
  if (!('body' in response) || response.status !== 200) return undefined;
  const parsed = v.safeParse(schema, response.body);
  return parsed.success ? parsed.output : undefined;
}

/** The failure of a request whose response is of no use, whatever its status. */
export function toFailure(response: GitHubResponse): RequestFailure {
  if (!('body' in response)) return response;
  const { status, headers } = response;
  return { status, headers, error: undefined };
}

const permissions = /^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$/;

/** @returns the permissions that the request needs, such as `secrets=write`; undefined when GitHub does not say */
export function readAcceptedPermissions({ headers }: Pick<FailedResponse, 'headers'>): string | undefined {
  const accepted = headers['x-accepted-github-permissions'] ?? '';
  return permissions.test(accepted) ? accepted : undefined;
}

/**
 * Reads how long to wait after a rate limit; a minute if GitHub does not say.
 * Source: GitHub's "Best practices for using the REST API".
 */
export function readRateLimitRetry({ headers }: Pick<FailedResponse, 'headers'>): RetryReason {
  const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset, date } = headers;
  const untilReset = remaining === '0' ? millisecondsUntil(Number(reset) * 1_000, date) : undefined;
  return {
    name: 'too many requests from this token',
    retryAfterMs: readRetryAfter(headers) ?? (untilReset === undefined ? 60_000 : untilReset + 1_000),
  };
}
