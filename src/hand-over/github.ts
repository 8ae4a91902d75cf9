import * as v from 'valibot';
import type { FailedResponse, RequestFailure } from '../http/failure.ts';

/** A request to GitHub that succeeded, by its status. */
interface GitHubSuccess {
  readonly status: number;
  readonly headers: FailedResponse['headers'];
  readonly body: unknown;
}

/** How a request to GitHub ended. */
export type GitHubResponse = GitHubSuccess | RequestFailure;

/**
 * GitHub's API with the token of the hand-over. A request resolves whatever the response is. Temporary problems were waited for;
 * a write was repeated only when GitHub itself said that it did nothing.
 */
export interface GitHubApi {
  readonly host: string;
  request(route: string, parameters: Readonly<Record<string, unknown>>): Promise<GitHubResponse>;
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
