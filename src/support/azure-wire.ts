import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import * as v from 'valibot';
import { networkReason } from './fetch.ts';
import { retryAfter } from './retry.ts';

/** How requests of Microsoft's own clients are sent. */
export interface Sending {
  readonly userAgent: string;
  /** How long the next request may wait for its answer, in milliseconds. */
  readonly deadline: () => number;
  /** Whether a wait that the server announced is granted, in milliseconds. */
  readonly grants: (milliseconds: number) => boolean;
}

/** What came back last, seen on the wire. */
export interface Seen {
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  /** Why there was no answer, in the system's own code (`ECONNREFUSED`). */
  readonly network?: string;
}

const code = v.pipe(v.string(), v.regex(/^\w{1,100}$/));
const errorBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ error: v.object({ code, innererror: v.optional(v.object({ code: v.optional(code) })) }) }),
);
const sent = v.object({ request: v.looseObject({ requestId: v.string() }) });

/** What each of Microsoft's clients takes. */
interface WireOptions {
  readonly userAgentOptions: { userAgentPrefix: string };
  readonly redirectOptions: { maxRetries: number };
  readonly additionalPolicies: { position: 'perRetry'; policy: PipelinePolicy }[];
}

/** How a client is to send its requests, each over a connection of its own, and what came back last. */
export function azureWire({ userAgent, deadline, grants }: Sending): {
  options: WireOptions;
  seen: () => Seen;
  /** The innermost code in the answer that an error is about: codes are contractual, and the clients drop it. */
  codeOf: (error: unknown) => string | undefined;
} {
  let seen: Seen = {};
  const codes = new Map<string, string>();
  const policy: PipelinePolicy = {
    name: 'exalateSecretAction',
    async sendRequest(request, next) {
      request.disableKeepAlive = true;
      request.timeout = deadline();
      try {
        const response = await next(request);
        seen = { status: response.status };
        const told = v.safeParse(errorBody, response.status < 400 ? undefined : response.bodyAsText);
        if (told.success) {
          const { code: outer, innererror } = told.output.error;
          codes.set(request.requestId, innererror?.code ?? outer);
        }
        // The library waits as long as it is told to, without a word.
        const wait = retryAfter(response.headers.get('Retry-After') ?? null, new Date());
        if (wait !== undefined && !grants(wait)) response.headers.delete('Retry-After');
        return response;
      } catch (error) {
        seen = { network: networkReason(error) };
        throw error;
      }
    },
  };
  const options = {
    userAgentOptions: { userAgentPrefix: userAgent },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [{ position: 'perRetry' as const, policy }],
  };
  return {
    options,
    seen: () => seen,
    codeOf(error) {
      const asked = v.safeParse(sent, error);
      return asked.success ? codes.get(asked.output.request.requestId) : undefined;
    },
  };
}
