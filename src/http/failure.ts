import type { ErrorCode } from '../shared/action-error.ts';
import type { HttpClient, HttpResponse } from './client.ts';
import { readRetryAfter } from './retry.ts';

/** An error in the format of the service that sent it. */
export interface ServiceError {
  /** The error codes, from the outermost to the innermost. Print them with `describeFailure`. */
  readonly codes: readonly string[];
  /** The same, safe to print: a server could send a token or a part of a secret in the place of a code. */
  readonly shownCodes: readonly string[];
  /** Free text, which may repeat the request. The action searches it for words, and prints `quote` instead. */
  readonly message: string;
  /** The start of the message, as `quoteMessage` returns it; undefined when the request carried a secret value. */
  readonly quote: string | undefined;
}

/** A response that is not what was asked for. */
export interface FailedResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the body is not an error in the format of the service, so that something in between may have sent it. */
  readonly error: ServiceError | undefined;
  /** The ID by which the service's support finds the request. */
  readonly requestId?: string | undefined;
}

/** There was no complete response; `network` says why, as `networkReason` returns it. */
interface MissingResponse {
  readonly network: string;
}

/** How a request failed. */
export type RequestFailure = FailedResponse | MissingResponse;

/** A service, and the codes of its errors. */
export interface FailingService {
  /** `Microsoft Graph` */
  readonly name: string;
  /** For a request without a complete response. */
  readonly unreachable: ErrorCode;
  /** For an error that no rule explains. */
  readonly failed: ErrorCode;
  /** Where the service reports outages. */
  readonly statusPage: string;
  /** Who can look up a request by its ID: `GitHub Support`. */
  readonly support: string;
  /** What the service calls the ID of a request: `request ID`. */
  readonly requestIdName: string;
}

/** A request that failed. */
export interface FailedOperation {
  readonly service: FailingService;
  /** The host, with or without scheme. */
  readonly host: string;
  /** Completes "when asked to …". */
  readonly operation: string;
}

/** An error as a service sent it. */
export interface ParsedServiceError extends Pick<ServiceError, 'codes' | 'message'> {
  readonly requestId?: string | undefined;
}

/** Reads an error in the format of a service; undefined when the response is not one. */
export type ParseError = (response: HttpResponse) => ParsedServiceError | undefined;

/**
 * Describes a response that is not what was asked for.
 *
 * @param parsed undefined when it is not an error in the format of the service
 */
export function toFailedResponse(
  { status, headers }: Pick<FailedResponse, 'status' | 'headers'>,
  parsed: ParsedServiceError | undefined,
  { quote }: Pick<HttpClient, 'quote'>,
): FailedResponse {
  if (parsed === undefined) return { status, headers, error: undefined };
  const { codes, message, requestId } = parsed;
  const shownCodes = codes.map((code) => (quote(code) === code ? code : '***'));
  return { status, headers, requestId, error: { codes, shownCodes, message, quote: quote(message) } };
}

/** Removes the quote from the failure of a request that carried a secret value. */
export function withoutQuote(failure: RequestFailure): RequestFailure {
  if ('network' in failure || failure.error === undefined) return failure;
  return { ...failure, error: { ...failure.error, quote: undefined } };
}

/**
 * Whether a service itself says that it did not execute a request. Any other failure may come from a proxy, after the service
 * executed the request; a timeout (408) does not say what was executed.
 */
export function isRefusal(failure: RequestFailure): boolean {
  if ('network' in failure || failure.error === undefined) return false;
  const { status } = failure;
  return status >= 300 && status < 500 && status !== 408;
}

/** A failure in an error or the log: `HTTP 403, Authorization_RequestDenied`, `ECONNRESET`. */
export function describeFailure(failure: RequestFailure): string {
  if ('network' in failure) return failure.network;
  return [`HTTP ${failure.status}`, ...(failure.error?.shownCodes ?? [])].join(', ');
}

/** How long the server asks to wait, in milliseconds; undefined when it does not say. */
export function readFailureRetryAfter(failure: RequestFailure): number | undefined {
  return 'network' in failure ? undefined : readRetryAfter(failure.headers);
}
