import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { FormData, request as ask, type Dispatcher } from 'undici';
import { openConnection, createDispatchers } from './dispatcher.ts';
import type { ServerTime } from './server-time.ts';

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

/** Sends a request. Rejects when there is no whole answer; `networkReason` tells why. */
export type SendRequest = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/** A way to send requests, over connections that nobody else uses. */
export interface HttpClient {
  readonly request: SendRequest;
  /** Opens a connection before there is a request for it. When that fails, the request will tell. */
  readonly openConnection: (url: string) => void;
}

/** In bytes. */
export const megabyte = 1_000_000;

/**
 * A line that goes through the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of the Actions toolkit, names
 * the action, and keeps its connections open for a while. It follows no redirect: credentials stay with the host they
 * were meant for. It stops reading an answer that is longer than its limit, and closes the connection.
 *
 * @param timeoutMs how long the next request may wait for its whole answer, in milliseconds
 * @param serverTime is told the date of every answer
 */
export function createHttpClient(
  userAgent: string,
  timeoutMs: () => number,
  serverTime: Pick<ServerTime, 'observe'>,
): HttpClient {
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

  return {
    request(url, request) {
      const signal = AbortSignal.timeout(timeoutMs());
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
    },
    openConnection(url) {
      const { origin } = new URL(url);
      // One turn later what is to be sent now has left.
      const opened = setImmediate().then(() => openConnection(dispatcherTo(url), origin));
      opening.set(origin, opened.catch(noop));
    },
  };
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

/** There is no answer, for a reason of ours. */
export class NetworkError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** The request was not sent: it would have left the host that it was meant for. */
export const otherHostReason = 'a request to another host';

function tooLargeReason(limit: number): string {
  return `an answer of more than ${limit / megabyte} MB`;
}

/** Whether `networkReason` says that an answer was longer than its limit. */
export function isTooLarge(reason: string): boolean {
  return reason.startsWith('an answer of more than ');
}

/** Whether the same request may get an answer a moment later. @param reason as `networkReason` tells it */
export function isTransient(reason: string): boolean {
  return !isTooLarge(reason) && reason !== otherHostReason;
}

/** Why there was no answer, in the system's own code (`ECONNREFUSED`), which unlike a message quotes nobody. */
export function networkReason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no answer';
  if (error instanceof NetworkError) return error.reason;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code))
    return error.code;
  return networkReason('cause' in error ? error.cause : undefined);
}
