import type { ServiceError } from '../../src/http/failure.ts';

/** An error of a service with codes and a message that are safe to print. */
export function serviceError(
  codes: readonly string[],
  message = '',
  quote: string | undefined = message,
): ServiceError {
  return { codes, shownCodes: codes, message, quote };
}
