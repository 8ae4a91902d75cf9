import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';

/** An error as Azure DevOps writes it; only the last word of its type is of use to a client. */
export function refuse(status: number, typeKey: string, message: string): SandboxResponse {
  const namespace = 'Microsoft.VisualStudio.Services.Common';
  return jsonResponse(status, {
    $id: '1',
    innerException: null,
    message,
    typeName: `${namespace}.${typeKey}, ${namespace}`,
    typeKey,
    errorCode: 0,
    eventId: 3000,
  });
}

export function unauthorized(message: string): SandboxResponse {
  return refuse(401, 'UnauthorizedRequestException', message);
}

export function page(status: number, title: string, headers: Record<string, string> = {}): SandboxResponse {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    body: `<!DOCTYPE html>\r\n<html lang="en-US"><head><title>${title}</title></head><body>${title}</body></html>\r\n`,
  };
}
