import * as v from 'valibot';
import { findRetryReason, type AttemptResult, type RequestOutcome } from '../http/retry.ts';

/** How Entra's token endpoint refused a login, or that it could not be asked. */
export interface LoginRefusal extends RequestOutcome {
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
export function readLoginRefusal(error: unknown, seen: RequestOutcome): LoginRefusal {
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

/** Why the same login may be accepted a moment later; undefined when it would not be. */
export function findLoginRetryReason(refusal: LoginRefusal): AttemptResult<unknown>['retryReason'] {
  const reason = findRetryReason(refusal);
  return reason && { ...reason, name: describeRefusal(refusal) };
}
