import { HttpClient } from '@actions/http-client';
import { fetch as send } from 'undici';
import type { Budget } from './budget.ts';

/** The part of a request that this action uses. */
interface RequestParts {
  readonly method?: string;
  readonly headers?: RequestInit['headers'];
  readonly body?: string;
}

/** Sends a request. Rejects when there is no whole answer; an answer of any status resolves. */
export type Fetch = (url: string, request: RequestParts) => Promise<Response>;

/**
 * A fetch that goes through the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of the Actions toolkit, names
 * the action, and waits no longer for a whole answer than the budget allows. It follows no redirect:
 * credentials stay with the host they were meant for.
 */
export function actionFetch(userAgent: string, budget: Pick<Budget, 'nextRequest'>): Fetch {
  const proxies = new HttpClient(userAgent, [], { keepAlive: true });
  return async (url, { method = 'GET', headers, body }) => {
    const dispatcher = proxies.getAgentDispatcher(url);
    const named = new Headers(headers);
    named.set('User-Agent', userAgent);
    const answer = await send(url, {
      method,
      headers: [...named],
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(budget.nextRequest()),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const text = await answer.text();
    return new Response(text === '' ? null : text, { status: answer.status, headers: [...answer.headers] });
  };
}

/** Why there was no answer, in the system's own code (`ECONNREFUSED`), which unlike a message quotes nobody. */
export function networkReason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no answer';
  if ('name' in error && error.name === 'TimeoutError') return 'no answer in time';
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code))
    return error.code;
  return networkReason('cause' in error ? error.cause : undefined);
}
