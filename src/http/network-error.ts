import { isTransientStatus } from './retry.ts';

/** In bytes. */
export const megabyte = 1_000_000;

/** There is no complete response, for a reason that the action itself gives rather than the operating system. */
export class NetworkError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** The reason for a request that was not sent, because it would have gone to another host. */
export const otherHostReason = 'a request to another host';

/** The reason for a connection that the proxy did not open. @param status what it responded to CONNECT */
export function proxyReason(status: number): string {
  return `HTTP ${status} from the proxy`;
}

/** The status of the proxy in a reason of `proxyReason`; undefined in any other reason. */
export function readProxyStatus(reason: string): number | undefined {
  const [, status] = /^HTTP (\d+) from the proxy$/.exec(reason) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** The reason for a request that does not reach the proxy itself. @param reason from `networkReason` */
export function noProxyReason(reason: string): string {
  return `${reason} at the proxy`;
}

/** Whether `noProxyReason` returned a reason. */
export function isProxyMissing(reason: string): boolean {
  return reason.endsWith(' at the proxy');
}

/** Whether the request itself is invalid, so that it was not sent: its URL, or a character in a header. */
function isInvalidRequest(reason: string): boolean {
  return /^(UND_)?ERR_INVALID_/.test(reason);
}

/** The reason for a response that is too long. @param maxBytes the limit that it exceeded */
export function tooLargeReason(maxBytes: number): string {
  return `a response of more than ${maxBytes / megabyte} MB`;
}

/** Whether `networkReason` says that a response exceeded its limit. */
export function isTooLarge(reason: string): boolean {
  return reason.startsWith('a response of more than ');
}

/**
 * Why there was no complete response: the action's own reason, or the error code of the operating system (`ECONNREFUSED`). The
 * message of an error is not used, because it may quote what a server sent.
 */
export function networkReason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no response';
  if (error instanceof NetworkError) return error.reason;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code))
    return error.code;
  return networkReason('cause' in error ? error.cause : undefined);
}

/** Whether the same request may get a response a moment later. @param reason from `networkReason` */
export function isTransientReason(reason: string): boolean {
  if (isTooLarge(reason) || isInvalidRequest(reason) || reason === otherHostReason) return false;
  const proxyStatus = readProxyStatus(reason);
  return proxyStatus === undefined || isTransientStatus(proxyStatus);
}
