import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { HttpClient } from '@actions/http-client';
import { Agent, FormData, request as ask, type Dispatcher } from 'undici';

// Microsoft's clients look whether it is there, and Node would load a second copy of undici to say so.
Object.assign(globalThis, { FormData });

/** A request, as far as this action goes. */
export interface RequestParts {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer of any status, read whole. */
export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends a request. Rejects when there is no whole answer. */
export type Send = (url: string, request: RequestParts) => Promise<Answer>;

/** A way to send requests, over connections that nobody else uses. */
export interface Line {
  readonly send: Send;
  /** Opens a connection before there is a request for it. When that fails, the request will tell. */
  readonly open: (url: string) => void;
}

/**
 * A line that goes through the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of the Actions toolkit, names
 * the action, and keeps its connections open for a while. It follows no redirect: credentials stay with the host they
 * were meant for.
 *
 * @param deadline how long the next request may wait for its whole answer, in milliseconds
 */
export function newLine(userAgent: string, deadline: () => number): Line {
  const proxies = new HttpClient(userAgent, [], { keepAlive: true });
  const direct = new Agent();
  const opening = new Map<string, Promise<void>>();
  const dispatcherTo = (url: string): Dispatcher => proxies.getAgentDispatcher(url) ?? direct;

  async function exchange(
    url: string,
    { method = 'GET', headers = {}, body }: RequestParts,
    signal: AbortSignal,
  ): Promise<Answer> {
    await opening.get(new URL(url).origin);
    const answer = await ask(url, {
      dispatcher: dispatcherTo(url),
      method,
      headers: { ...others(headers), 'user-agent': userAgent, 'accept-encoding': 'identity' },
      body: body ?? null,
      signal,
    });
    const text = await answer.body.text();
    // One turn later the connection is free for the next request; until then, that would open one more.
    await setImmediate();
    return { status: answer.statusCode, headers: flat(answer.headers), text };
  }

  return {
    send(url, request) {
      const signal = AbortSignal.timeout(deadline());
      // undici does not send what was given up, but as long as there is no connection it does not say so.
      const late = once(signal, 'abort').then((): never => {
        throw new DOMException('no answer in time', 'TimeoutError');
      });
      return Promise.race([exchange(url, request, signal), late]);
    },
    open(url) {
      const { origin } = new URL(url);
      // One turn later what is to be sent now has left.
      const opened = setImmediate().then(() => connect(dispatcherTo(url), origin));
      opening.set(origin, opened.catch(ignore));
    },
  };
}

function ignore(): void {
  // The request for which it was opened meets the same.
}

/** All but the headers that a line sets itself, whatever their case. */
function others(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = ['user-agent', 'accept-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase())));
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/**
 * Resolves when a connection is open, or cannot be. undici connects for a request only; one that steps back as soon as
 * it has a connection leaves that to the next.
 */
function connect(dispatcher: Dispatcher, origin: string): Promise<void> {
  return new Promise((resolve) => {
    const nothing = (): boolean => true;
    dispatcher.dispatch(
      { origin, path: '/', method: 'GET', headers: { host: new URL(origin).host } },
      {
        onConnect() {
          throw new Error('only the connection was wanted');
        },
        onError() {
          resolve();
        },
        onHeaders: nothing,
        onData: nothing,
        onComplete: nothing,
      },
    );
  });
}

/** Why there was no answer, in the system's own code (`ECONNREFUSED`), which unlike a message quotes nobody. */
export function networkReason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no answer';
  if ('name' in error && error.name === 'TimeoutError') return 'no answer in time';
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code))
    return error.code;
  return networkReason('cause' in error ? error.cause : undefined);
}
