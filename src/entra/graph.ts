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

/** The requests to Microsoft Graph. @throws ActionError `graph-unreachable`, `response-too-large` when there is no complete response */
export interface GraphClient {
  /**
   * @param path may also be a URL of the same host, as in `@odata.nextLink`
   * @param maxBytes the longest response body to accept. Default: 1 MB
   */
  get(path: string, query: Readonly<Record<string, string>>, maxBytes?: number): Promise<GraphResponse>;
  post(path: string, body: object): Promise<GraphResponse>;
}

/**
 * Creates a client for the Graph of one cloud. It uses Microsoft's client, with the action's middleware in place of its own.
 *
 * @param token an access token for this Graph
 */
export function createGraphClient(cloud: Cloud, token: string, http: HttpClient): GraphClient {
  const client = Client.initWithMiddleware({
    middleware: new GraphMiddleware(cloud.graph, token, http),
    baseUrl: cloud.graph,
  });
  const request = (path: string): GraphRequest =>
    client.api(path).responseType(ResponseType.RAW).header('client-request-id', randomUUID());
  const toResponse = (sent: Promise<unknown>): Promise<GraphResponse> =>
    sent.then(
      (response) => v.parse(v.instance(GraphResponse), response),
      (error: unknown) => {
        const reason = error instanceof NoResponseError ? error.reason : 'no response';
        throw unreachableError('graph-unreachable', cloud.graph, reason);
      },
    );
  return {
    get: (path, query, maxBytes) =>
      toResponse(request(path).option('maxBytes', maxBytes).query(encodeQuery(query)).get()),
    post: (path, body) => toResponse(request(path).post(body)),
  };
}

/** Encodes the values of a query, because the client does not. */
function encodeQuery(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}

/** There was no response. The client passes on errors of its own class, and wraps all others. */
class NoResponseError extends GraphClientError {
  readonly reason: string;

  constructor(reason: string) {
    super('no response');
    // The library's constructor sets the prototype of every error to its own class.
    Object.setPrototypeOf(this, NoResponseError.prototype);
    this.reason = reason;
  }
}

/** The parts of a request as the client passes them on. */
const requestParts = v.object({
  method: v.picklist(['GET', 'POST']),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string()),
  maxBytes: v.optional(v.number()),
});

const errorBody = v.object({
  error: v.object({ code: v.pipe(v.string(), v.regex(/^[\w.]{1,100}$/)), message: v.string() }),
});

/** A response of Microsoft Graph. */
export class GraphResponse {
  readonly status: number;
  /** The parsed body; undefined when it is empty or not JSON. */
  readonly body: unknown;
  /** The code of the error, which is part of the API; undefined when the response is not an error of Graph's own. */
  readonly code: string | undefined;
  /** The message of the error. It may quote the request, so the action looks for words in it, and never prints it. */
  readonly message: string;
  /** The ID that Microsoft's support asks for. */
  readonly requestId: string | undefined;

  constructor({ status, headers, text }: HttpResponse) {
    this.status = status;
    this.body = parseJson(text);
    const error = v.safeParse(errorBody, this.body);
    this.code = error.success ? error.output.error.code : undefined;
    this.message = error.success ? error.output.error.message : '';
    const requestId = headers['request-id'] ?? '';
    this.requestId = /^[0-9a-f-]{36}$/i.test(requestId) ? requestId : undefined;
  }
}

/**
 * Sends a request with the token, and only to Graph. It repeats a request that Graph refused temporarily (429, or 409 for
 * two writes at the same time). It repeats an idempotent request also after a network error or a server error. The
 * library's own middleware would repeat every POST, so that addPassword adds several secrets; it also ignores proxies and
 * has no time limit.
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
    const result = await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request));
    if (result instanceof NoResponseError) throw result;
    // The client declares the browser's Response here, but passes on any object.
    Object.assign(context, { response: result });
  }

  async #attempt(url: string, request: HttpRequest): Promise<AttemptResult<GraphResponse | NoResponseError>> {
    const idempotent = isIdempotent(url);
    const response = await this.#http
      .request(url, request)
      .catch((error: unknown) => new NoResponseError(networkReason(error)));
    if (response instanceof NoResponseError) {
      const retryReason = idempotent ? findRetryReason({ network: response.reason }) : undefined;
      return { result: response, retryReason };
    }
    const result = new GraphResponse(response);
    const { status, code } = result;
    // A proxy may have sent a status without an error code of Graph's own, after Graph had executed the request.
    const isRefused = code !== undefined && isTemporaryRefusal(status);
    if (!idempotent && !isRefused) return { result, retryReason: undefined };
    const outcome = { status, retryAfterMs: readRetryAfter(response.headers) };
    return { result, retryReason: findRetryReason(outcome, isTransient) };
  }
}

/** Whether Graph refused a request because of too many requests, or of two writes at the same time. */
function isTemporaryRefusal(status: number): boolean {
  return status === 429 || status === 409;
}

function isTransient(status: number): boolean {
  return isTemporaryRefusal(status) || status >= 500;
}

/** Whether a request may be sent twice. A second addPassword adds a second secret, because there is no idempotency key. */
function isIdempotent(url: string): boolean {
  return !url.endsWith('/addPassword');
}
