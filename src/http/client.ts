import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { FormData, request as sendRequest, type Dispatcher } from 'undici';
import { createConnections, type Connections } from './connections.ts';
import { megabyte, NetworkError, tooLargeReason } from './network-error.ts';
import { quoteMessage } from './quote.ts';
import { withRetry, type AttemptResult } from './retry.ts';
import type { ServerTime } from './server-time.ts';
import { minTimeForWrite, type TimeBudget } from './time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';

// Microsoft's clients check whether FormData exists. Node defines its own on first use, and loads a second copy of undici for it.
Object.assign(globalThis, { FormData });

/** A request, apart from its URL. The client sets the headers `user-agent` and `accept-encoding` itself. */
export interface HttpRequest {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The longest response body to accept, in bytes. Default: 1 MB. */
  readonly maxBytes?: number | undefined;
}

/** A complete response, of any status. */
export interface HttpResponse {
  readonly status: number;
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends requests. */
export interface HttpClient {
  /**
   * Sends a request once. It waits for the whole response as long as the budget allows, 20 seconds at most.
   *
   * @throws NetworkError or an error of the system when there is no complete response: see `networkReason`
   */
  readonly request: (url: string, request: HttpRequest) => Promise<HttpResponse>;
  /** Repeats an attempt while it returns a reason to, within the budget: see `withRetry`. */
  readonly withRetry: <T>(
    service: string,
    attempt: () => Promise<AttemptResult<T>>,
    maxRetries?: number,
  ) => Promise<T>;
  /** Call before a request that changes something: a request that is given up early may still take effect. */
  readonly ensureTimeForWrite: () => void;
  /**
   * Opens a connection before there is a request for it, to save the request the round trips of TCP and TLS. It sends
   * nothing. If it fails, the request reports why.
   */
  readonly openConnection: (url: string) => void;
  /**
   * Loads code that is needed soon, while a server processes a request. Loading blocks this process for about 20 ms, so
   * requests that wait for a connection are sent first, unless that takes long.
   */
  readonly importWhileWaiting: <T>(load: () => Promise<T>) => Promise<T>;
  /** Makes a message of a server safe to print: see `quoteMessage`. */
  readonly quote: (message: string) => string | undefined;
}

/** How long loading code waits for connections, in milliseconds: about the time that one takes without a network. */
const maxConnectionWait = 25;

/** What a client is bound to. */
export interface HttpClientOptions {
  readonly userAgent: string;
  readonly budget: TimeBudget;
  readonly clock: Clock;
  readonly log: Log;
  /** Receives the Date header of every response. */
  readonly serverTime: Pick<ServerTime, 'observe'>;
  /** Replaces the known secrets and tokens in a text. */
  readonly redact: (text: string) => string;
}

/**
 * A client that uses the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of the Actions toolkit, and keeps its
 * connections open for the next request. It follows no redirect, so credentials stay with the host they were meant for.
 * It stops reading a response that exceeds its limit, and closes the connection.
 *
 * @param connections those that it uses; new ones when left out
 */
export function createHttpClient(
  { userAgent, budget, clock, log, serverTime, redact }: HttpClientOptions,
  connections: Connections = createConnections(),
): HttpClient {
  const { dispatcher, openConnection, allConnected } = connections;

  async function send(
    url: string,
    { method = 'GET', headers = {}, body, maxBytes = megabyte }: HttpRequest,
    signal: AbortSignal,
    onHeaders: () => void,
  ): Promise<HttpResponse> {
    const response = await sendRequest(url, {
      dispatcher,
      method,
      headers: { ...withoutOwnHeaders(headers), 'user-agent': userAgent, 'accept-encoding': 'identity' },
      body: body ?? null,
      signal,
    });
    onHeaders();
    const received = flattenHeaders(response.headers);
    serverTime.observe(url, received['date']);
    const text = await readBody(response.body, received['content-length'], maxBytes);
    // undici frees the connection in the next turn of the event loop. A request that is sent before opens another one.
    await setImmediate();
    return { status: response.statusCode, headers: received, text };
  }

  function sendWithinTime(url: string, request: HttpRequest): Promise<HttpResponse> {
    const signal = AbortSignal.timeout(budget.requestTimeout());
    let reason = 'no response in time';
    const onHeaders = (): void => {
      reason = 'the response did not end in time';
    };
    // undici does not report that a request was aborted until it has a connection.
    const timeout = once(signal, 'abort').then((): never => {
      throw new NetworkError(reason);
    });
    const response = send(url, request, signal, onHeaders).catch((error: unknown): never => {
      throw signal.aborted ? new NetworkError(reason) : error;
    });
    return Promise.race([response, timeout]);
  }

  return {
    request: sendWithinTime,
    withRetry: (service, attempt, maxRetries) =>
      withRetry(service, attempt, { budget, clock, log }, maxRetries),
    ensureTimeForWrite() {
      budget.ensureRemaining(minTimeForWrite);
    },
    openConnection,
    async importWhileWaiting(load) {
      await Promise.race([allConnected(), delay(maxConnectionWait)]);
      return load();
    },
    quote: (message) => quoteMessage(message, redact),
  };
}

/**
 * Reads a body up to a limit. The connection of a body that is not read to its end is closed.
 *
 * @param contentLength the Content-Length header
 * @throws NetworkError when the body is longer than the limit
 */
async function readBody(
  body: Readable,
  contentLength: string | undefined,
  maxBytes: number,
): Promise<string> {
  if (Number(contentLength ?? 0) > maxBytes) {
    // The error that is thrown below says more.
    body.on('error', () => undefined).destroy();
    await setImmediate();
    throw new NetworkError(tooLargeReason(maxBytes));
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) throw new NetworkError(tooLargeReason(maxBytes));
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Removes the headers that the client sets itself, in any case. */
function withoutOwnHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = ['user-agent', 'accept-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase())));
}

/**
 * Joins repeated headers. Characters outside ASCII become `?`: no header that the action reads has any, and Octokit fails on
 * a response that does.
 */
function flattenHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      [value]
        .flat()
        .join(', ')
        .replace(/[^\t -~]/g, '?'),
    ]),
  );
}
