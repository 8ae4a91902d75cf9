import { randomUUID } from 'node:crypto';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';

/**
 * Error and HTTP status of each AADSTS number that the sandbox knows.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const codes = {
  50034: ['invalid_grant', 400],
  50059: ['invalid_request', 400],
  50126: ['invalid_grant', 400],
  50166: ['invalid_request', 400],
  53003: ['invalid_grant', 400],
  70003: ['unsupported_grant_type', 400],
  70021: ['invalid_request', 400],
  70025: ['invalid_client', 401],
  82001: ['unauthorized_client', 400],
  90002: ['invalid_request', 400],
  90033: ['temporarily_unavailable', 503],
  90055: ['temporarily_unavailable', 429],
  90100: ['invalid_request', 400],
  500011: ['invalid_resource', 400],
  500014: ['invalid_resource', 400],
  500031: ['invalid_request', 400],
  501661: ['invalid_request', 400],
  700016: ['unauthorized_client', 400],
  700024: ['invalid_client', 401],
  700027: ['invalid_client', 401],
  700211: ['invalid_client', 401],
  700212: ['invalid_client', 401],
  700213: ['invalid_client', 401],
  900144: ['invalid_request', 400],
  900382: ['invalid_request', 400],
  1002012: ['invalid_scope', 400],
  5000211: ['invalid_request', 400],
  7000112: ['unauthorized_client', 400],
  7000215: ['invalid_client', 401],
  7000218: ['invalid_client', 401],
  7000222: ['invalid_client', 401],
  7000229: ['invalid_client', 401],
  7002138: ['invalid_client', 401],
  7002381: ['invalid_client', 401],
  9002313: ['invalid_request', 400],
} as const;

export type RefusalCode = keyof typeof codes;

/** Why Entra refuses a login. */
export class LoginRefused extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The refusal as the token endpoint words it. */
export function refusalResponse(
  refused: LoginRefused,
  context: { authority: string; now: number; correlationId: string | undefined },
): SandboxResponse {
  const [error, status] = codes[refused.code];
  const timestamp = new Date(context.now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const traceId = randomUUID();
  const correlationId = context.correlationId ?? randomUUID();
  return jsonResponse(
    status,
    {
      error,
      error_description: `AADSTS${refused.code}: ${refused.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [refused.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://${context.authority}/error?code=${refused.code}`,
    },
    { 'cache-control': 'no-store, no-cache', 'x-ms-request-id': traceId },
  );
}
