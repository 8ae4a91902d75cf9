import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { FormData, request as ask, type Dispatcher } from 'undici';
import { openConnection, createDispatchers } from './dispatcher.ts';
import { megabyte, NetworkError, networkReason, tooLargeReason } from './network-error.ts';
import { findRetryReason, readRetryAfter, withRetry, type AttemptResult } from './retry.ts';
import type { ServerTime } from './server-time.ts';
import { minTimeForWrite, type TimeBudget } from './time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';

// Microsoft's clients look whether it is there, and Node would load a second copy of undici to say so.
Object.assign(globalThis, { FormData });

/** A request, as far as this action goes. */
export interface HttpRequest {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How long the body of the answer may be, in bytes: 1 MB unless told otherwise. */
  readonly maxBytes?: number | undefined;
}

/** An answer of any status, read whole. */
export interface HttpResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends requests, over connections that no other client uses. */
export interface HttpClient {
  /**
   * Sends a request once. It waits for the whole response as long as the budget allows, 20 seconds at most.
   *
   * @throws NetworkError or an error of the system when there is no complete response: see `networkReason`
   */
  readonly request: (url: string, request: HttpRequest) => Promise<HttpResponse>;
  /** Repeats an attempt as long as it names a reason to, within the budget: see `withRetry`. */
  readonly withRetry: <T>(service: string, attempt: () => Promise<AttemptResult<T>>) => Promise<T>;
  /** Call before a request that changes something: one that is given up at once may still take effect. */
  readonly ensureTimeForWrite: () => void;
  /** Opens a connection before there is a request for it. If that fails, the request reports it. */
  readonly openConnection: (url: string) => void;
}

/** What a client is bound to. */
export interface HttpClientOptions {
  readonly userAgent: string;
  readonly budget: TimeBudget;
  readonly clock: Clock;
  readonly log: Log;
  /** Receives the Date header of every response. */
  readonly serverTime: Pick<ServerTime, 'observe'>;
}

/**
 * A client that uses the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of the Actions toolkit, and keeps its
 * connections open for a while. It follows no redirect, so credentials stay with the host they were meant for. It
 * stops reading a response that exceeds its limit, and closes the connection.
 */
export function createHttpClient({
  userAgent,
  budget,
  clock,
  log,
  serverTime,
}: HttpClientOptions): HttpClient {
  const dispatcherTo = createDispatchers();
  const opening = new Map<string, Promise<void>>();

  async function exchange(
    url: string,
    { method = 'GET', headers = {}, body, maxBytes = megabyte }: HttpRequest,
    signal: AbortSignal,
    onHeaders: () => void,
  ): Promise<HttpResponse> {
    await opening.get(new URL(url).origin);
    const answer = await ask(url, {
      dispatcher: dispatcherTo(url),
      method,
      headers: { ...withoutOwnHeaders(headers), 'user-agent': userAgent, 'accept-encoding': 'identity' },
      body: body ?? null,
      signal,
    });
    onHeaders();
    const received = flattenHeaders(answer.headers);
    serverTime.observe(url, received['date']);
    const text = await readBody(answer.body, received['content-length'], maxBytes);
    // One turn later the connection is free for the next request; until then, that would open one more.
    await setImmediate();
    return { status: answer.statusCode, headers: received, text };
  }

  function send(url: string, request: HttpRequest): Promise<HttpResponse> {
    const signal = AbortSignal.timeout(budget.requestTimeout());
    let reason = 'no answer in time';
    const onHeaders = (): void => {
      reason = 'the answer did not end in time';
    };
    // undici does not send what was given up, but as long as there is no connection it does not say so.
    const late = once(signal, 'abort').then((): never => {
      throw new NetworkError(reason);
    });
    const answer = exchange(url, request, signal, onHeaders).catch((error: unknown): never => {
      throw signal.aborted ? new NetworkError(reason) : error;
    });
    return Promise.race([answer, late]);
  }

  return {
    request: send,
    withRetry: (service, attempt) => withRetry(service, attempt, { budget, clock, log }),
    ensureTimeForWrite() {
      budget.ensureRemaining(minTimeForWrite);
    },
    openConnection(url) {
      const { origin } = new URL(url);
      // One turn later what is to be sent now has left.
      const opened = setImmediate().then(() => openConnection(dispatcherTo(url), origin));
      opening.set(origin, opened.catch(noop));
    },
  };
}

/**
 * Sends a request that has no side effects, and repeats it after a temporary problem.
 *
 * @param service how it is named to people: `Azure DevOps`
 * @throws as `request` does, after the last attempt
 */
export async function requestWithRetry(
  http: Pick<HttpClient, 'request' | 'withRetry'>,
  service: string,
  url: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const result = await http.withRetry(service, () =>
    http.request(url, request).then(
      (response): AttemptResult<() => HttpResponse> => {
        const { status, headers } = response;
        const outcome = { status, retryAfterMs: readRetryAfter(headers) };
        return { result: () => response, retryReason: findRetryReason(outcome) };
      },
      (error: unknown): AttemptResult<() => HttpResponse> => ({
        result: () => {
          throw error;
        },
        retryReason: findRetryReason({ network: networkReason(error) }),
      }),
    ),
  );
  return result();
}

function noop(): void {
  // The request for which it was opened meets the same.
}

/**
 * Reads a body, and no more of it than it may have: whoever leaves it unread closes its connection.
 *
 * @param announced its Content-Length
 */
async function readBody(body: Readable, retryAfterMs: string | undefined, limit: number): Promise<string> {
  if (Number(retryAfterMs ?? 0) > limit) {
    body.on('error', noop).destroy();
    await setImmediate();
    throw new NetworkError(tooLargeReason(limit));
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit) throw new NetworkError(tooLargeReason(limit));
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** All but the headers that a line sets itself, whatever their case. */
function withoutOwnHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = ['user-agent', 'accept-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase())));
}

function flattenHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
