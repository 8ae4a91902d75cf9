import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { type ParseError, type RequestFailure, toFailedResponse } from './failure.ts';
import { findFailureRetryReason, type FailureRule } from './failure-rules.ts';
import { networkReason } from './network-error.ts';
import type { AttemptResult } from './retry.ts';

/** How to understand the responses of a service. */
export interface ResponseFormat<TValue> {
  /** The name of the service in the log: `Azure DevOps`. */
  readonly service: string;
  /** Reads what was asked for; undefined when the response does not contain it. */
  readonly read: (response: HttpResponse) => TValue | undefined;
  readonly parseError: ParseError;
  readonly rules: readonly FailureRule<never>[];
}

/** What was asked for, or how the last attempt failed. */
export type RequestResult<TValue> = { readonly value: TValue } | { readonly failure: RequestFailure };

/** Sends a request that has no side effects, and repeats it while the failure says that it may succeed later. */
export function requestValue<TValue>(
  http: Pick<HttpClient, 'request' | 'withRetry' | 'quote'>,
  url: string,
  request: HttpRequest,
  { service, read, parseError, rules }: ResponseFormat<TValue>,
): Promise<RequestResult<TValue>> {
  const attempt = async (): Promise<RequestResult<TValue>> => {
    const response = await http.request(url, request).catch((error: unknown) => networkReason(error));
    if (typeof response === 'string') return { failure: { network: response } };
    const value = read(response);
    return value === undefined
      ? { failure: toFailedResponse(response, parseError(response), http) }
      : { value };
  };
  return http.withRetry(service, async (): Promise<AttemptResult<RequestResult<TValue>>> => {
    const result = await attempt();
    const retryReason = 'failure' in result ? findFailureRetryReason(result.failure, rules) : undefined;
    return { result, retryReason };
  });
}
