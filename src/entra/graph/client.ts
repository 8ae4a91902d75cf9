import { randomUUID } from 'node:crypto';
import {
  Client,
  ResponseType,
  type Context,
  type GraphRequest,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import * as v from 'valibot';
import type { Cloud } from '../../azure/cloud.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/client.ts';
import { type RequestFailure, toFailedResponse } from '../../http/failure.ts';
import { findFailureRetryReason } from '../../http/failure-rules.ts';
import { networkReason, otherHostReason } from '../../http/network-error.ts';
import type { AttemptResult } from '../../http/retry.ts';
import { parseJson } from '../../shared/json.ts';
import { findNewLogin, graphRules, isCertainRefusal, lookUpRules, type GraphRule } from './rules.ts';
import { parseGraphError, readRequestId, type GraphResponse } from './response.ts';
import type { TokenSource } from '../login/token-source.ts';

/** What a request to Graph returned, or how it failed. */
export type GraphResult = { readonly response: GraphResponse } | { readonly failure: RequestFailure };

export interface ReadOptions {
  /** The longest response body to accept. Default: 1 MB. */
  readonly maxBytes?: number;
  /** Whether the request asks if an object exists: then 404 is the answer, and not a replica that lags behind. */
  readonly mayBeMissing?: boolean;
  /** How often the request is repeated at most after a temporary problem. Default: as long as the time budget allows. */
  readonly maxRetries?: number;
}

/** The requests to Microsoft Graph. @throws ActionError as the login does, when Graph asks for a new one */
export interface GraphClient {
  /** @param path may also be a URL of the same host, as in `@odata.nextLink` */
  get(path: string, query: Readonly<Record<string, string>>, options?: ReadOptions): Promise<GraphResult>;
  post(path: string, body: object): Promise<GraphResult>;
}

/**
 * Creates a client for the Graph of one cloud. It uses Microsoft's client, with the action's middleware in place of its own.
 * When Graph asks for a new login, it logs in and sends the request again, once.
 *
 * @param mask called with the value of a new secret before anything else is done with the response
 */
export function createGraphClient(
  cloud: Cloud,
  tokens: TokenSource,
  http: HttpClient,
  mask: (value: string) => void,
): GraphClient {
  const client = Client.initWithMiddleware({
    middleware: new GraphMiddleware(cloud.graph, http, mask),
    baseUrl: cloud.graph,
  });

  const createRequest = (
    path: string,
    token: string,
    { maxBytes, mayBeMissing, maxRetries }: ReadOptions = {},
  ): GraphRequest =>
    client
      .api(path)
      .responseType(ResponseType.RAW)
      .header('client-request-id', randomUUID())
      .header('Authorization', ['Bearer', token].join(' '))
      .option('maxBytes', maxBytes)
      .option('mayBeMissing', mayBeMissing)
      .option('maxRetries', maxRetries);

  async function send(sendWith: (token: string) => Promise<unknown>): Promise<GraphResult> {
    const { token } = tokens.current();
    const result = toResult(await sendWith(token));
    const newLogin = 'failure' in result ? findNewLogin(result.failure) : undefined;
    if (newLogin === undefined) return result;
    await tokens.renew(token, newLogin.claims);
    // The login can have taken most of the time.
    http.ensureTimeForWrite();
    return toResult(await sendWith(tokens.current().token));
  }

  return {
    get: (path, query, options) =>
      send((token) => createRequest(path, token, options).query(encodeQuery(query)).get()),
    post: (path, body) => send((token) => createRequest(path, token).post(body)),
  };
}

/** Encodes the values of a query, because the client does not. */
function encodeQuery(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}

/** The parts of a request as the client passes them on. */
const requestParts = v.object({
  method: v.picklist(['GET', 'POST']),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string()),
  maxBytes: v.optional(v.number()),
  mayBeMissing: v.optional(v.boolean()),
  maxRetries: v.optional(v.number()),
});

const withSecretText = v.object({ secretText: v.string() });

/** The client passes on an instance of this class as it is. */
class GraphExchange {
  readonly result: GraphResult;

  constructor(result: GraphResult) {
    this.result = result;
  }
}

function toResult(exchange: unknown): GraphResult {
  return v.parse(v.instance(GraphExchange), exchange).result;
}

/**
 * Sends a request, and only to Graph. It repeats a request that Graph refused temporarily. It repeats an idempotent request
 * also after a network error or a server error. The library's own middleware would repeat every POST, so that addPassword
 * adds several secrets; it also ignores proxies and has no time limit.
 */
class GraphMiddleware implements Middleware {
  readonly #origin: string;
  readonly #http: HttpClient;
  readonly #mask: (value: string) => void;

  constructor(graph: string, http: HttpClient, mask: (value: string) => void) {
    this.#origin = new URL(graph).origin;
    this.#http = http;
    this.#mask = mask;
  }

  async execute(context: Context): Promise<void> {
    const url = typeof context.request === 'string' ? context.request : context.request.url;
    const { mayBeMissing, maxRetries, ...request } = v.parse(requestParts, context.options);
    const rules = mayBeMissing ? lookUpRules : graphRules;
    const result =
      new URL(url).origin === this.#origin
        ? await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request, rules), maxRetries)
        : { failure: { network: otherHostReason } };
    // The client declares the browser's Response here, but passes on any object.
    Object.assign(context, { response: new GraphExchange(result) });
  }

  async #attempt(
    url: string,
    request: HttpRequest,
    rules: readonly GraphRule[],
  ): Promise<AttemptResult<GraphResult>> {
    const result = await this.#http.request(url, request).then(
      (response) => this.#readResponse(response),
      (error: unknown): GraphResult => ({ failure: { network: networkReason(error) } }),
    );
    const isRepeatable = 'failure' in result && (isIdempotent(url) || isCertainRefusal(result.failure));
    return {
      result,
      retryReason: isRepeatable ? findFailureRetryReason(result.failure, rules) : undefined,
    };
  }

  #readResponse(response: HttpResponse): GraphResult {
    const { status, headers, text } = response;
    const body = parseJson(text);
    if (v.is(withSecretText, body)) this.#mask(body.secretText);
    if (status < 300) return { response: { status, headers, body, requestId: readRequestId(headers) } };
    return { failure: toFailedResponse(response, parseGraphError(response), this.#http) };
  }
}

/** Whether a request may be sent twice. A second addPassword adds a second secret, because there is no idempotency key. */
function isIdempotent(url: string): boolean {
  return !url.endsWith('/addPassword');
}
