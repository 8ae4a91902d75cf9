import { jsonAnswer } from '../../network/http.ts';
import type { Answer } from '../../network/http.ts';

/** An error as Azure DevOps writes it; only the last word of its type is of use to a client. */
export function refuse(status: number, typeKey: string, message: string): Answer {
  const namespace = 'Microsoft.VisualStudio.Services.Common';
  return jsonAnswer(status, {
    $id: '1',
    innerException: null,
    message,
    typeName: `${namespace}.${typeKey}, ${namespace}`,
    typeKey,
    errorCode: 0,
    eventId: 3000,
  });
}

export function unauthorized(message: string): Answer {
  return refuse(401, 'UnauthorizedRequestException', message);
}

export function page(status: number, title: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    body: `<!DOCTYPE html>\r\n<html lang="en-US"><head><title>${title}</title></head><body>${title}</body></html>\r\n`,
  };
}
