import * as v from 'valibot';

/** How Entra's token endpoint refused a login, or that it could not be asked. */
export interface Refusal {
  /** The number behind `AADSTS` in Entra's message; undefined when the answer held none. */
  readonly aadsts: number | undefined;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The system's code of a connection that failed (`ECONNREFUSED`); undefined when there was an answer. */
  readonly network: string | undefined;
}

const number = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(Number),
  v.check((value) => Number.isSafeInteger(value) && value > 0),
);

const link = v.object({
  errorNo: v.fallback(v.optional(number), undefined),
  status: v.fallback(v.optional(number), undefined),
  statusCode: v.fallback(v.optional(number), undefined),
  code: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{2,40}$/))), undefined),
  cause: v.optional(v.unknown()),
});

/**
 * Reads an error of @azure/identity, whose facts are spread over its chain of causes. Messages are not looked at: they
 * hold what the server sent.
 */
export function refusalIn(error: unknown): Refusal {
  const refusal = { aadsts: undefined, status: undefined, network: undefined };
  return collect(error, refusal, 5);
}

function collect(error: unknown, found: Refusal, depth: number): Refusal {
  const parsed = v.safeParse(link, error);
  if (!parsed.success || depth === 0) return found;
  const { errorNo, status, statusCode, code, cause } = parsed.output;
  const more = {
    aadsts: found.aadsts ?? errorNo,
    status: found.status ?? status ?? statusCode,
    network: found.network ?? code,
  };
  return collect(cause, more, depth - 1);
}

/** How a refusal is named to people: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
export function nameOf({ aadsts, status, network }: Refusal): string {
  if (aadsts !== undefined) return `AADSTS${aadsts}`;
  if (status !== undefined) return `HTTP ${status}`;
  return network ?? 'no answer';
}
