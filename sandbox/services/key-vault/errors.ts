import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';

/**
 * Why a vault refuses a request. What tells the reasons for one status apart is the inner code.
 * https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export class VaultError extends Error {
  readonly status: number;
  readonly code: string;
  readonly innerCode: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    innerCode?: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.headers = headers;
    this.status = status;
    this.code = code;
    this.innerCode = innerCode;
  }
}

export function errorResponse(error: VaultError): SandboxResponse {
  const body = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.innerCode !== undefined && { innererror: { code: error.innerCode } }),
    },
  };
  return jsonResponse(error.status, body, error.headers);
}

export function badParameter(message: string): VaultError {
  return new VaultError(400, 'BadParameter', message);
}

/** As in https://github.com/Azure/azure-sdk-for-java/issues/11033 */
export function unknownOperation(method: string, operation: string): VaultError {
  return badParameter(`Method ${method} does not allow operation '${operation}'`);
}

export function forbidden(innerCode: string | undefined, message: string): VaultError {
  return new VaultError(403, 'Forbidden', message, innerCode);
}

export function throttled(retryAfter: number | undefined): VaultError {
  return new VaultError(
    429,
    'Throttled',
    'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
    undefined,
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );
}

export function conflict(innerCode: string, message: string): VaultError {
  return new VaultError(409, 'Conflict', message, innerCode);
}

export function secretNotFound(id: string): VaultError {
  return new VaultError(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${id} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );
}

export function deletedSecretNotFound(name: string): VaultError {
  return new VaultError(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);
}
