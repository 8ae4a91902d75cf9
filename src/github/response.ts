import * as v from 'valibot';
import type { HttpClient } from '../http/client.ts';
import {
  toFailedResponse,
  type FailedResponse,
  type ParsedServiceError,
  type RequestFailure,
} from '../http/failure.ts';
import { millisecondsUntil, readRetryAfter, type RetryReason } from '../http/retry.ts';

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

/** Reads an error in the format of GitHub, which has no codes; undefined when the response is not one. */
function parseGitHubError({ headers, body }: GitHubSuccess): ParsedServiceError | undefined {
  const parsed = v.safeParse(errorBody, body);
  if (!parsed.success) return undefined;
  const id = headers['x-github-request-id'] ?? '';
  return { codes: [], message: parsed.output.message, requestId: requestId.test(id) ? id : undefined };
}

/** Reads how a request ended from its response. */
export function readResponse(response: GitHubSuccess, http: Pick<HttpClient, 'quote'>): GitHubResponse {
  return response.status < 300 ? response : toFailedResponse(response, parseGitHubError(response), http);
}

/** @returns the body of a response that succeeded; undefined when it did not, or when the body has another form */
export function readBody<T>(schema: v.GenericSchema<unknown, T>, response: GitHubResponse): T | undefined {
  if (!('body' in response)) return undefined;
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

/** Reads when a rate limit resets; undefined when GitHub does not say. */
export function readRateLimitReset({ headers }: Pick<FailedResponse, 'headers'>): Date | undefined {
  const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset = '' } = headers;
  return remaining === '0' && /^\d{1,10}$/.test(reset) ? new Date(Number(reset) * 1_000) : undefined;
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
