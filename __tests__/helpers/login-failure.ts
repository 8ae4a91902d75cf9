import type { FailedResponse } from '../../src/http/failure.ts';
import { serviceError } from './service-error.ts';

/** A login that Entra refused with this AADSTS number. */
export function loginFailure(
  number: number,
  { status = 401, headers = {} }: Partial<FailedResponse> = {},
): FailedResponse {
  const message = `AADSTS${number}: The message of Entra.`;
  return {
    status,
    headers,
    error: serviceError(['invalid_client', `AADSTS${number}`], message),
    requestId: '7f6b8c1e-0000-4000-8000-000000000000',
  };
}

/** A response that is not in the format of Entra. */
export function foreignResponse(status: number, headers: FailedResponse['headers'] = {}): FailedResponse {
  return { status, headers, error: undefined };
}
