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
const sent = v.object({ request: v.looseObject({ requestId: v.string() }) });

/** What each of Microsoft's clients takes. */
interface AzureClientOptions {
  readonly httpClient: PipelineHttpClient;
  readonly additionalPolicies: { policy: PipelinePolicy; position: 'perCall' }[];
  readonly redirectOptions: { maxRetries: number };
  readonly retryOptions: { maxRetries: number };
}

/** What a response says beside its status. */
interface ErrorDetails {
  /** The innermost error code, which is contractual; undefined when the response is not in the service's own form. */
  readonly code?: string | undefined;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs?: number | undefined;
}

/** A pipeline for one of Microsoft's clients, and what the client drops of the responses. */
interface AzureHttpClient {
  readonly options: AzureClientOptions;
  /** How the last request ended. */
  readonly lastOutcome: () => RequestOutcome;
  /** What the response said that an error of the client is about; the client drops a part of it. */
  readonly detailsOf: (error: unknown) => ErrorDetails;
}

/**
 * Lets one of Microsoft's clients send its requests over a line of ours, and never twice: whoever asks decides that.
 *
 * @param base where requests may go to, such as `https://login.microsoftonline.com`, and nowhere else: the clients
 * follow links and variables of the environment, and take their credentials along
 */
export function createAzureHttpClient(base: string, http: HttpClient): AzureHttpClient {
  const { origin } = new URL(base);
  let lastOutcome: RequestOutcome = {};
  const details = new Map<string, ErrorDetails>();
  const httpClient: PipelineHttpClient = {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const {
        status,
        headers: received,
        text: bodyAsText,
      } = await http
        .request(url, {
          method,
          headers: headers.toJSON(),
          body: typeof body === 'string' ? body : undefined,
        })
        .catch((error: unknown) => {
          lastOutcome = { network: networkReason(error) };
          throw error;
        });
      const retryAfterMs = readRetryAfter(received);
      lastOutcome = { status, retryAfterMs };
      if (status >= 400) details.set(request.requestId, { code: readErrorCode(bodyAsText), retryAfterMs });
      return { request, status, headers: createHttpHeaders(received), bodyAsText };
    },
  };
  // Before any policy of the client's own, some of which object in words that tell nothing.
  const staysHere: PipelinePolicy = {
    name: 'staysHere',
    sendRequest(request, next) {
      if (new URL(request.url).origin === origin) return next(request);
      lastOutcome = { network: otherHostReason };
      return Promise.reject(new NetworkError(otherHostReason));
    },
  };
  return {
    options: {
      httpClient,
      additionalPolicies: [{ policy: staysHere, position: 'perCall' }],
      redirectOptions: { maxRetries: 0 },
      retryOptions: { maxRetries: 0 },
    },
    lastOutcome: () => lastOutcome,
    detailsOf(error) {
      const parsed = v.safeParse(sent, error);
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
