import * as v from 'valibot';
import type { HttpResponse } from '../http/client.ts';
import type { ParsedServiceError } from '../http/failed-response.ts';
import { describeFailure, type FailingService, type RequestFailure } from '../http/failure.ts';
import { parseJson } from '../shared/json.ts';

export const entraId: FailingService = {
  name: 'Microsoft Entra ID',
  unreachable: 'entra-unreachable',
  failed: 'login-refused',
  statusPage: 'https://azure.status.microsoft',
  support: 'Microsoft Support',
  requestIdName: 'trace ID',
};

/** Names Entra's error codes as they appear in `ServiceError.codes`. */
export const aadsts = (...numbers: readonly number[]): readonly string[] =>
  numbers.map((number) => `AADSTS${number}`);

/** The code of a response of Entra that has neither a token nor an error. */
const noToken = 'a response without a token';

/** Codes of a temporary problem, whatever the HTTP status. Sources: "Microsoft Entra authentication and authorization error codes", and reports from the field. */
export const temporaryCodes: readonly string[] = [
  'temporarily_unavailable',
  'server_error',
  noToken,
  ...aadsts(50033, 90006, 90012, 90024, 90033, 90090, 90091, 500031),
];

/** Codes for too many logins: of the tenant, and of the same application. */
export const throttledCodes = aadsts(90055, 50196);

/** Whether there are too many logins. */
export function isThrottled(failure: RequestFailure): boolean {
  if ('network' in failure) return false;
  return failure.status === 429 || throttledCodes.some((code) => failure.error?.codes.includes(code));
}

/** The statuses of an error for which Entra gives no other reason than its number. */
export const refusedStatuses = [200, 400, 401, 403];

/** A policy blocked the login: Conditional Access, or a security policy of the tenant. */
export const policyCodes = aadsts(53000, 53001, 53003, 50131, 530032);

/** A proxy or a device adds a header that allows only certain tenants. */
export const tenantRestrictionCodes = aadsts(50002, 500021, 500022, 5000211);

export const missingPrincipalCode = aadsts(7000229);

export const disabledCodes = aadsts(70001, 7000112);

const errorBody = v.object({
  error: v.pipe(v.string(), v.regex(/^\w{1,60}$/)),
  error_description: v.fallback(v.string(), ''),
  error_codes: v.fallback(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), []),
  trace_id: v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined),
});

/** Reads an error of Entra's token endpoint. Its codes: the error of OAuth, and Entra's numbers. */
export function parseLoginError({ status, text }: HttpResponse): ParsedServiceError | undefined {
  const body = parseJson(text);
  const parsed = v.safeParse(errorBody, body);
  if (parsed.success) {
    const {
      error,
      error_description: description,
      error_codes: numbers,
      trace_id: requestId,
    } = parsed.output;
    const [, number] = /^AADSTS(\d{1,15}):/.exec(description) ?? [];
    const known = numbers.length === 0 && number !== undefined ? [Number(number)] : numbers;
    // The IDs and the time that follow the message are printed separately, or not at all.
    const message = description.replace(/\s*Trace ID:[^]*$/, '');
    return { codes: [error, ...aadsts(...known)], message, requestId };
  }
  const isEmpty = text.trim() === '' || v.is(v.looseObject({}), body);
  return status === 200 && isEmpty ? { codes: [noToken], message: '' } : undefined;
}

/** Finds Entra's error code: `AADSTS700213`. */
function findAadsts(failure: RequestFailure): string | undefined {
  if ('network' in failure) return undefined;
  return failure.error?.codes.find((code) => code.startsWith('AADSTS'));
}

/** A failure of a login in an error or the log: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
export function describeLoginFailure(failure: RequestFailure): string {
  return findAadsts(failure) ?? describeFailure(failure);
}

/** The page on which Microsoft explains an error code. */
export function explanationUrl(authorityHost: string, failure: RequestFailure): string {
  const number = findAadsts(failure)?.slice('AADSTS'.length);
  return `${authorityHost}/error${number === undefined ? '' : `?code=${number}`}`;
}
