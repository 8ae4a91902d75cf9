import {
  createHttpHeaders,
  type HttpClient as PipelineHttpClient,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline';
import * as v from 'valibot';
import type { HttpClient, HttpResponse } from './client.ts';
import { type FailedResponse, type ParseError, type RequestFailure, toFailedResponse } from './failure.ts';
import { NetworkError, networkReason, otherHostReason } from './network-error.ts';

const requestOfError = v.object({ request: v.looseObject({ requestId: v.string() }) });

/** Options that all of Microsoft's clients accept. */
interface AzureClientOptions {
  readonly httpClient: PipelineHttpClient;
  readonly additionalPolicies: { policy: PipelinePolicy; position: 'perCall' }[];
  readonly redirectOptions: { maxRetries: number };
  readonly retryOptions: { maxRetries: number };
}

/** Options for one of Microsoft's clients, and the parts of a response that the client discards. */
interface AzureHttpClient {
  readonly options: AzureClientOptions;
  /** How the last request ended; a response can have any status. */
  readonly lastOutcome: () => RequestFailure;
  /** How the request failed that caused this error of the client. */
  readonly findFailure: (error: unknown) => RequestFailure;
}

/**
 * Makes one of Microsoft's clients send each request once, through the action's HTTP client. Its caller decides about
 * retries.
 *
 * @param base the only server that requests may go to, such as `https://login.microsoftonline.com`. The clients follow
 * links and environment variables to other servers, and send their credentials there
 * @param isResult whether a response without an error is in the format of the service; the clients do not check it
 */
export function createAzureHttpClient(
  base: string,
  http: HttpClient,
  parseError: ParseError,
  isResult: (response: HttpResponse) => boolean = () => true,
): AzureHttpClient {
  const { origin } = new URL(base);
  let lastOutcome: RequestFailure = { network: 'no response' };
  const failures = new Map<string, FailedResponse>();

  const httpClient: PipelineHttpClient = {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const response = await http
        .request(url, {
          method,
          headers: headers.toJSON(),
          body: typeof body === 'string' ? body : undefined,
        })
        .catch((error: unknown) => {
          lastOutcome = { network: networkReason(error) };
          throw error;
        });
      const { status, text } = response;
      lastOutcome = toFailedResponse(response, parseError(response), http);
      const isUnreadable = status < 300 && !isResult(response);
      if (status >= 300 || isUnreadable) failures.set(request.requestId, lastOutcome);
      if (isUnreadable) throw Object.assign(new NetworkError('unreadable response'), { request });
      return { request, status, headers: createHttpHeaders(response.headers), bodyAsText: text };
    },
  };
  // It runs before the client's own policies, some of which fail with an error that does not name the host.
  const requireSameOrigin: PipelinePolicy = {
    name: 'requireSameOrigin',
    sendRequest(request, next) {
      if (new URL(request.url).origin === origin) return next(request);
      lastOutcome = { network: otherHostReason };
      return Promise.reject(new NetworkError(otherHostReason));
    },
  };
  return {
    options: {
      httpClient,
      additionalPolicies: [{ policy: requireSameOrigin, position: 'perCall' }],
      redirectOptions: { maxRetries: 0 },
      retryOptions: { maxRetries: 0 },
    },
    lastOutcome: () => lastOutcome,
    findFailure(error) {
      const parsed = v.safeParse(requestOfError, error);
      const failure = parsed.success ? failures.get(parsed.output.request.requestId) : undefined;
      return failure ?? { network: networkReason(error) };
    },
  };
}
