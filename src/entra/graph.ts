import { randomUUID } from 'node:crypto';
import {
  AuthenticationHandler,
  Client,
  GraphClientError,
  ResponseType,
  type Context,
  type GraphRequest,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import * as v from 'valibot';
import type { Budget } from '../support/budget.ts';
import type { Clock } from '../support/clock.ts';
import { unreachable } from '../support/connection.ts';
import { networkReason, type Fetch } from '../support/fetch.ts';
import type { Log } from '../support/log.ts';
import { backoff, maximumRepeats, retryAfter } from '../support/retry.ts';
import type { Cloud } from './clouds.ts';

/** An answer of Microsoft Graph, read once. */
export interface GraphAnswer {
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
export interface Graph {
  /** @param path or a whole URL of the same host, as `@odata.nextLink` gives it */
  get(path: string, query: Readonly<Record<string, string>>): Promise<GraphAnswer>;
  post(path: string, body: object): Promise<GraphAnswer>;
}

/** What a Graph client needs from outside. */
export interface GraphEdges {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: Budget;
}

/** A client for one cloud's Graph with a token at hand, with our rules for repeating requests in its chain. */
export function graphClient(cloud: Cloud, token: string, edges: GraphEdges): Graph {
  const authentication = new AuthenticationHandler({ getAccessToken: () => Promise.resolve(token) });
  authentication.setNext(new RepeatHandler(new Transport(edges.fetch), edges));
  const client = Client.initWithMiddleware({
    middleware: authentication,
    baseUrl: cloud.graph,
    customHosts: new Set([new URL(cloud.graph).hostname]),
  });
  const request = (path: string): GraphRequest =>
    client.api(path).responseType(ResponseType.RAW).header('client-request-id', randomUUID());
  const answer = (response: Promise<unknown>): Promise<GraphAnswer> =>
    response.then(answerOf, (error: unknown) => {
      const reason = error instanceof NoAnswer ? error.reason : 'no answer';
      throw unreachable('graph-unreachable', cloud.graph, reason);
    });
  return {
    get: (path, query) => answer(request(path).query(encoded(query)).get()),
    post: (path, body) => answer(request(path).post(body)),
  };
}

/** The client puts query values into the URL as they are. */
function encoded(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}

/** No answer came. The client passes errors of its own kind on as they are, and wraps all others. */
class NoAnswer extends GraphClientError {
  readonly reason: string;

  constructor(reason: string) {
    super('no answer');
    // The library's constructor makes every error an instance of its own class alone.
    Object.setPrototypeOf(this, NoAnswer.prototype);
    this.reason = reason;
  }
}

/** What the client puts into every request. */
const requestParts = v.object({
  method: v.string(),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string()),
});

/** Sends the request: the client's own way ignores proxies, and waits for ever. */
class Transport implements Middleware {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async execute(context: Context): Promise<void> {
    const { method, headers, body } = v.parse(requestParts, context.options);
    try {
      context.response = await this.#fetch(urlOf(context), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      throw new NoAnswer(networkReason(error));
    }
  }
}

/** What an attempt came to when it may be worth another one. */
interface Setback {
  readonly name: string;
  /** Whether the server said that it did nothing. */
  readonly refused: boolean;
  readonly error?: NoAnswer;
}

/**
 * Repeats what the server refused for now (429, and 409 for two writes at once), and, where that does no harm, what
 * got no answer or a server error. The library's own handler would repeat every POST: addPassword would mint again.
 */
class RepeatHandler implements Middleware {
  readonly #next: Middleware;
  readonly #edges: GraphEdges;

  constructor(next: Middleware, edges: GraphEdges) {
    this.#next = next;
    this.#edges = edges;
  }

  async execute(context: Context): Promise<void> {
    const { budget, clock, log } = this.#edges;
    for (let repeat = 0; ; repeat += 1) {
      const setback = await this.#attempt(context);
      if (setback === undefined) return;
      const announced = this.#announcedWait(context);
      const wait = announced ?? backoff(repeat);
      const sensible = (setback.refused || isHarmlessTwice(context)) && repeat < maximumRepeats;
      if (!sensible || !(announced === undefined ? wait <= budget.left() : budget.grants(wait))) {
        if (setback.error !== undefined) throw setback.error;
        return;
      }
      log.info(`Microsoft Graph: ${setback.name}. Trying again in ${Math.ceil(wait / 1000)} s.`);
      await clock.sleep(wait);
    }
  }

  async #attempt(context: Context): Promise<Setback | undefined> {
    // That of an earlier attempt is not the answer to this one.
    delete context.response;
    try {
      await this.#next.execute(context);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { name: error.reason, refused: false, error };
    }
    const status = statusOf(context);
    const name = `HTTP ${status}`;
    if (status === 429 || status === 409) return { name, refused: await isGraphsOwn(context) };
    return status >= 500 ? { name, refused: false } : undefined;
  }

  #announcedWait({ response }: Context): number | undefined {
    return retryAfter(response?.headers.get('Retry-After') ?? null, this.#edges.clock.now());
  }
}

function statusOf({ response }: Context): number {
  return response?.status ?? 0;
}

/** Whether it is Graph that refused: something in between may say as much after Graph did what it was asked for. */
async function isGraphsOwn({ response }: Context): Promise<boolean> {
  return response !== undefined && v.is(refusal, parsedJson(await response.clone().text()));
}

function urlOf({ request }: Context): string {
  return typeof request === 'string' ? request : request.url;
}

/** There is no idempotency key: a second addPassword adds a second secret. All else that is sent here may be sent twice. */
function isHarmlessTwice(context: Context): boolean {
  return !urlOf(context).endsWith('/addPassword');
}

const refusal = v.object({
  error: v.object({ code: v.pipe(v.string(), v.regex(/^[\w.]{1,100}$/)), message: v.string() }),
});

/** The client was told to hand on responses as they are, but does not say so in its types. */
const raw = v.instance(Response);

async function answerOf(sent: unknown): Promise<GraphAnswer> {
  const response = v.parse(raw, sent);
  const body = parsedJson(await response.text());
  const error = v.safeParse(refusal, body);
  const requestId = response.headers.get('request-id') ?? '';
  return {
    status: response.status,
    body,
    code: error.success ? error.output.error.code : undefined,
    message: error.success ? error.output.error.message : '',
    requestId: /^[0-9a-f-]{36}$/i.test(requestId) ? requestId : undefined,
  };
}

/** The parser's own errors quote the text, which may hold a secret. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
