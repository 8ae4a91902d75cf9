/** In bytes. */
export const megabyte = 1_000_000;

/** There is no complete response, for a reason that the action determined itself. */
export class NetworkError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** The request was not sent: it would have gone to a host other than the intended one. */
export const otherHostReason = 'a request to another host';

/** @param maxBytes the limit that the response exceeded */
export function tooLargeReason(maxBytes: number): string {
  return `a response of more than ${maxBytes / megabyte} MB`;
}

/** Whether `networkReason` says that a response exceeded its limit. */
export function isTooLarge(reason: string): boolean {
  return reason.startsWith('a response of more than ');
}

/** Why there was no response, in the system's own code (`ECONNREFUSED`), which, unlike a message, quotes nobody. */
export function networkReason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no response';
  if (error instanceof NetworkError) return error.reason;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code))
    return error.code;
  return networkReason('cause' in error ? error.cause : undefined);
}
