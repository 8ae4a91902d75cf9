import type { HttpClient, HttpResponse } from './client.ts';
import type { FailedResponse, ServiceError } from './failure.ts';

/** An error as a service sent it. */
export interface ParsedServiceError extends Pick<ServiceError, 'codes' | 'message'> {
  readonly requestId?: string | undefined;
}

/** Reads an error in the format of a service; undefined when the response is not one. */
export type ParseError = (response: HttpResponse) => ParsedServiceError | undefined;

/** Reads a response that is not what was asked for. */
export function toFailedResponse(
  response: HttpResponse,
  parseError: ParseError,
  { quote }: Pick<HttpClient, 'quote'>,
): FailedResponse {
  const { status, headers } = response;
  const parsed = parseError(response);
  if (parsed === undefined) return { status, headers, error: undefined };
  const { message, requestId } = parsed;
  // A code is printed also where the message is not, and a server could send a token or a part of a secret in its place.
  const codes = parsed.codes.map((code) => (quote(code) === code ? code : '***'));
  return { status, headers, requestId, error: { codes, message, quote: quote(message) } };
}
