import { createHttpHeaders, type HttpClient, type PipelinePolicy } from '@azure/core-rest-pipeline';
import * as v from 'valibot';
import { networkReason, NetworkError, otherHostReason, type SendRequest } from './client.ts';
import { readRetryAfter } from './retry.ts';

/** What came back last, seen on the wire. */
export interface LastResponse {
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  /** Why there was no answer, in the system's own code (`ECONNREFUSED`). */
  readonly network?: string;
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs?: number | undefined;
}

const code = v.pipe(v.string(), v.regex(/^\w{1,100}$/));
const errorBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ error: v.object({ code, innererror: v.optional(v.object({ code: v.optional(code) })) }) }),
);
const sent = v.object({ request: v.looseObject({ requestId: v.string() }) });

/** What each of Microsoft's clients takes. */
interface AzureClientOptions {
  readonly httpClient: HttpClient;
  readonly additionalPolicies: { policy: PipelinePolicy; position: 'perCall' }[];
  readonly redirectOptions: { maxRetries: number };
  readonly retryOptions: { maxRetries: number };
}

/** What came back, of which the clients drop a part. */
interface AzureHttpClient {
  readonly options: AzureClientOptions;
  readonly lastResponse: () => LastResponse;
  /** The innermost code in the answer that an error is about: codes are contractual. */
  readonly errorCodeOf: (error: unknown) => string | undefined;
}

/**
 * Lets one of Microsoft's clients send its requests over a line of ours, and never twice: whoever asks decides that.
 *
 * @param base where requests may go to, such as `https://login.microsoftonline.com`, and nowhere else: the clients
 * follow links and variables of the environment, and take their credentials along
 */
export function createAzureHttpClient(base: string, send: SendRequest): AzureHttpClient {
  const { origin } = new URL(base);
  let seen: LastResponse = {};
  const codes = new Map<string, string>();
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const {
        status,
        headers: received,
        text: bodyAsText,
      } = await send(url, {
        method,
        headers: headers.toJSON(),
        body: typeof body === 'string' ? body : undefined,
      }).catch((error: unknown) => {
        seen = { network: networkReason(error) };
        throw error;
      });
      seen = { status, retryAfterMs: readRetryAfter(received) };
      const told = v.safeParse(errorBody, status < 400 ? undefined : bodyAsText);
      if (told.success) {
        const { code: outer, innererror } = told.output.error;
        codes.set(request.requestId, innererror?.code ?? outer);
      }
      return { request, status, headers: createHttpHeaders(received), bodyAsText };
    },
  };
  // Before any policy of the client's own, some of which object in words that tell nothing.
  const staysHere: PipelinePolicy = {
    name: 'staysHere',
    sendRequest(request, next) {
      if (new URL(request.url).origin === origin) return next(request);
      seen = { network: otherHostReason };
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
    lastResponse: () => seen,
    errorCodeOf(error) {
      const asked = v.safeParse(sent, error);
      return asked.success ? codes.get(asked.output.request.requestId) : undefined;
    },
  };
}
