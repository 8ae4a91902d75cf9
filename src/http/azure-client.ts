import {
  createHttpHeaders,
  type HttpClient as PipelineHttpClient,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline';
import * as v from 'valibot';
import type { HttpClient } from './client.ts';
import { NetworkError, networkReason, otherHostReason } from './network-error.ts';
import { readRetryAfter, type RequestOutcome } from './retry.ts';

const code = v.pipe(v.string(), v.regex(/^\w{1,100}$/));
const errorBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ error: v.object({ code, innererror: v.optional(v.object({ code: v.optional(code) })) }) }),
);
const requestOfError = v.object({ request: v.looseObject({ requestId: v.string() }) });

/** Options that all of Microsoft's clients accept. */
interface AzureClientOptions {
  readonly httpClient: PipelineHttpClient;
  readonly additionalPolicies: { policy: PipelinePolicy; position: 'perCall' }[];
  readonly redirectOptions: { maxRetries: number };
  readonly retryOptions: { maxRetries: number };
}

/** What a response says, apart from its status. */
interface ErrorDetails {
  /** The innermost error code, which is part of the API; undefined when the response is not in the format of the service. */
  readonly code?: string | undefined;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs?: number | undefined;
}

/** Options for one of Microsoft's clients, and the parts of a response that the client discards. */
interface AzureHttpClient {
  readonly options: AzureClientOptions;
  /** How the last request ended. */
  readonly lastOutcome: () => RequestOutcome;
  /** What the response said that caused this error of the client. */
  readonly readErrorDetails: (error: unknown) => ErrorDetails;
}

/**
 * Makes one of Microsoft's clients send each request once, through the action's HTTP client. Its caller decides about
 * retries.
 *
 * @param base the only server that requests may go to, such as `https://login.microsoftonline.com`. The clients follow
 * links and environment variables to other servers, and send their credentials there
 */
export function createAzureHttpClient(base: string, http: HttpClient): AzureHttpClient {
  const { origin } = new URL(base);
  let lastOutcome: RequestOutcome = {};
  const details = new Map<string, ErrorDetails>();
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
      const retryAfterMs = readRetryAfter(response.headers);
      lastOutcome = { status, retryAfterMs };
      if (status >= 400) details.set(request.requestId, { code: readErrorCode(text), retryAfterMs });
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
    readErrorDetails(error) {
      const parsed = v.safeParse(requestOfError, error);
      return (parsed.success ? details.get(parsed.output.request.requestId) : undefined) ?? {};
    },
  };
}

function readErrorCode(body: string): string | undefined {
  const parsed = v.safeParse(errorBody, body);
  if (!parsed.success) return undefined;
  const { code: outer, innererror } = parsed.output.error;
  return innererror?.code ?? outer;
}
