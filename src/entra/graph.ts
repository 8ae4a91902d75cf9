import { randomUUID } from 'node:crypto';
import {
  Client,
  GraphClientError,
  ResponseType,
  type Context,
  type GraphRequest,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import * as v from 'valibot';
import { unreachableError } from '../http/errors.ts';
import { parseJson } from '../shared/json.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/client.ts';
import { networkReason, otherHostReason } from '../http/network-error.ts';
import { findRetryReason, readRetryAfter, type AttemptResult } from '../http/retry.ts';
import type { Cloud } from '../azure/cloud.ts';

/** An answer of Microsoft Graph, read once. */
export interface GraphResponse {
  readonly status: number;
  /** The parsed body; undefined when it is empty or no JSON. */
  readonly body: unknown;
  /** The error's code, which is contractual; undefined for a success. */
  readonly code: string | undefined;
  /** The error's message: may quote what was sent, so it is compared with, never printed. */
  readonly message: string;
  /** What Microsoft's support asks for. */
  readonly requestId: string | undefined;
}

/** Microsoft Graph, as far as this action goes. @throws Failure `graph-unreachable` when there is no answer */
export interface GraphClient {
  /**
   * @param path or a whole URL of the same host, as `@odata.nextLink` gives it
   * @param limit how long the answer may be, in bytes: 1 MB unless told otherwise
   */
  get(path: string, query: Readonly<Record<string, string>>, limit?: number): Promise<GraphResponse>;
  post(path: string, body: object): Promise<GraphResponse>;
}

/** A client for one cloud's Graph with a token at hand, with our own way of sending in place of its chain. */
export function createGraphClient(cloud: Cloud, token: string, http: HttpClient): GraphClient {
  const client = Client.initWithMiddleware({
    middleware: new GraphMiddleware(cloud.graph, token, http),
    baseUrl: cloud.graph,
  });
  const request = (path: string): GraphRequest =>
    client.api(path).responseType(ResponseType.RAW).header('client-request-id', randomUUID());
  const answer = (sent: Promise<unknown>): Promise<GraphResponse> =>
    sent.then(
      (answered) => v.parse(v.instance(ParsedResponse), answered),
      (error: unknown) => {
        const reason = error instanceof NoResponseError ? error.reason : 'no answer';
        throw unreachableError('graph-unreachable', cloud.graph, reason);
      },
    );
  return {
    get: (path, query, limit) => answer(request(path).option('limit', limit).query(encodeQuery(query)).get()),
    post: (path, body) => answer(request(path).post(body)),
  };
}

/** The client puts query values into the URL as they are. */
function encodeQuery(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}

/** No answer came. The client passes errors of its own kind on as they are, and wraps all others. */
class NoResponseError extends GraphClientError {
  readonly reason: string;

  constructor(reason: string) {
    super('no answer');
    // The library's constructor makes every error an instance of its own class alone.
    Object.setPrototypeOf(this, NoResponseError.prototype);
    this.reason = reason;
  }
}

/** What the client puts into every request. */
const requestParts = v.object({
  method: v.picklist(['GET', 'POST']),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string()),
  limit: v.optional(v.number()),
});

const refusal = v.object({
  error: v.object({ code: v.pipe(v.string(), v.regex(/^[\w.]{1,100}$/)), message: v.string() }),
});

/** What came back, read once. */
class ParsedResponse implements GraphResponse {
  readonly status: number;
  readonly body: unknown;
  readonly code: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;

  constructor({ status, headers, text }: HttpResponse) {
    this.status = status;
    this.body = parseJson(text);
    const error = v.safeParse(refusal, this.body);
    this.code = error.success ? error.output.error.code : undefined;
    this.message = error.success ? error.output.error.message : '';
    const requestId = headers['request-id'] ?? '';
    this.requestId = /^[0-9a-f-]{36}$/i.test(requestId) ? requestId : undefined;
  }
}

/**
 * Sends a request with the token, and to Graph alone. It repeats what the server refused for now (429, and 409 for two
 * writes at once), and, where that does no harm, what got no answer or a server error. The library's own handlers
 * would repeat every POST, and addPassword would mint again; they ignore proxies, and wait for ever.
 */
class GraphMiddleware implements Middleware {
  readonly #origin: string;
  readonly #token: string;
  readonly #http: HttpClient;

  constructor(graph: string, token: string, http: HttpClient) {
    this.#origin = new URL(graph).origin;
    this.#token = token;
    this.#http = http;
  }

  async execute(context: Context): Promise<void> {
    const url = typeof context.request === 'string' ? context.request : context.request.url;
    if (new URL(url).origin !== this.#origin) throw new NoResponseError(otherHostReason);
    const { headers, ...parts } = v.parse(requestParts, context.options);
    const request = { ...parts, headers: { ...headers, Authorization: ['Bearer', this.#token].join(' ') } };
    const answer = await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request));
    if (answer instanceof NoResponseError) throw answer;
    // The client's types name the browser's class, but it hands on whatever stands here.
    Object.assign(context, { response: answer });
  }

  async #attempt(
    url: string,
    request: HttpRequest,
  ): Promise<AttemptResult<ParsedResponse | NoResponseError>> {
    const idempotent = isIdempotent(url);
    const sent = await this.#http
      .request(url, request)
      .catch((error: unknown) => new NoResponseError(networkReason(error)));
    if (sent instanceof NoResponseError) {
      const retryReason = idempotent ? findRetryReason({ network: sent.reason }) : undefined;
      return { result: sent, retryReason };
    }
    const result = new ParsedResponse(sent);
    const { status, code } = result;
    // Without an error of Graph's own, something in between may have sent it after Graph did what was asked.
    const isRefusal = code !== undefined && isRefusedForNow(status);
    if (!idempotent && !isRefusal) return { result, retryReason: undefined };
    const outcome = { status, retryAfterMs: readRetryAfter(sent.headers) };
    return { result, retryReason: findRetryReason(outcome, (one) => isRefusedForNow(one) || one >= 500) };
  }
}

/** Too many requests, or two writes at once: Graph did nothing. */
function isRefusedForNow(status: number): boolean {
  return status === 429 || status === 409;
}

/** There is no idempotency key: a second addPassword adds a second secret. All else that is sent here may be sent twice. */
function isIdempotent(url: string): boolean {
  return !url.endsWith('/addPassword');
}
