import * as v from 'valibot';
import type { LastResponse } from '../http/azure-client.ts';
import { isTransient } from '../http/client.ts';

/** How Entra's token endpoint refused a login, or that it could not be asked. */
export interface LoginRefusal extends LastResponse {
  /** The number behind `AADSTS` in Entra's message; undefined when the answer held none. */
  readonly aadsts: number | undefined;
}

const number = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(Number),
  v.check((value) => Number.isSafeInteger(value) && value > 0),
);
const withNumber = v.object({ errorNo: number });
const withCause = v.object({ cause: v.unknown() });

/**
 * Finds Entra's error number in the chain of causes that @azure/identity wraps it in. Messages are not looked at: they
 * hold what the server sent. Nor are statuses and codes, which the library drops on the way: those were seen.
 */
export function readLoginRefusal(error: unknown, seen: LastResponse): LoginRefusal {
  return { ...seen, aadsts: errorNumber(error, 5) };
}

function errorNumber(error: unknown, depth: number): number | undefined {
  const here = v.safeParse(withNumber, error);
  if (here.success) return here.output.errorNo;
  return depth > 0 && v.is(withCause, error) ? errorNumber(error.cause, depth - 1) : undefined;
}

/** How a refusal is named to people: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
export function describeRefusal({ aadsts, status, network }: LoginRefusal): string {
  if (aadsts !== undefined) return `AADSTS${aadsts}`;
  if (status !== undefined) return `HTTP ${status}`;
  return network ?? 'no answer';
}

/** Whether the same login may be accepted a moment later: there was no answer, too many requests, or a server error. */
export function isTransientRefusal({ status = 0, network }: LoginRefusal): boolean {
  if (network !== undefined) return isTransient(network);
  return status === 408 || status === 429 || status >= 500;
}
