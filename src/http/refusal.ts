/**
 * Whether a service itself says that it did not execute a request. Any other error may come from a proxy, after the service
 * executed the request; a time-out (408) does not say what was executed.
 *
 * @param status undefined when there was no response
 * @param hasOwnFormat whether the body is an error in the format of the service
 */
export function isRefusal(status: number | undefined, hasOwnFormat: boolean): boolean {
  return status !== undefined && status >= 300 && status < 500 && status !== 408 && hasOwnFormat;
}
