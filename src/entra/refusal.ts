import * as v from 'valibot';
import { findRetryReason, type AttemptResult, type RequestOutcome } from '../http/retry.ts';

/** Why a login failed: what Entra's token endpoint responded, or why there was no response. */
export interface LoginRefusal extends RequestOutcome {
  /** The number after `AADSTS` in Entra's message; undefined when the response has none. */
  readonly aadsts: number | undefined;
}

const errorNumber = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(Number),
  v.check((value) => Number.isSafeInteger(value) && value > 0),
);
const withNumber = v.object({ errorNo: errorNumber });
const withCause = v.object({ cause: v.unknown() });

/**
 * Reads Entra's error number from the chain of causes of an error of @azure/identity. It does not use messages, because they
 * quote the server.
 *
 * @param outcome how the request ended, which the library's errors do not say
 */
export function readLoginRefusal(error: unknown, outcome: RequestOutcome): LoginRefusal {
  return { ...outcome, aadsts: findErrorNumber(error, 5) };
}

function findErrorNumber(error: unknown, depth: number): number | undefined {
  const parsed = v.safeParse(withNumber, error);
  if (parsed.success) return parsed.output.errorNo;
  return depth > 0 && v.is(withCause, error) ? findErrorNumber(error.cause, depth - 1) : undefined;
}

/** A refusal in an error or the log: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
export function describeRefusal({ aadsts, status, network }: LoginRefusal): string {
  if (aadsts !== undefined) return `AADSTS${aadsts}`;
  if (status !== undefined) return `HTTP ${status}`;
  return network ?? 'no response';
}

/** Decides whether the same login may be accepted a moment later; undefined when it would not. */
export function findLoginRetryReason(refusal: LoginRefusal): AttemptResult<unknown>['retryReason'] {
  const reason = findRetryReason(refusal);
  return reason && { ...reason, name: describeRefusal(refusal) };
}
