import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';

/** A refusal, in the form of Azure Resource Manager. */
export class ResourceManagerError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function errorResponse({ status, code, message }: ResourceManagerError): SandboxResponse {
  return jsonResponse(status, { error: { code, message } });
}

export function resourceNotFound(kind: string, name: string, group: string): ResourceManagerError {
  return new ResourceManagerError(
    404,
    'ResourceNotFound',
    `The Resource '${kind}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function badRequest(code: string, message: string): ResourceManagerError {
  return new ResourceManagerError(400, code, message);
}
