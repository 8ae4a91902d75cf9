import { randomUUID } from 'node:crypto';
import { header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';

/** Why Graph refuses a request. https://learn.microsoft.com/graph/errors */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Every answer of Graph carries these. */
export function tracingHeaders(request: SandboxRequest): Record<string, string> {
  const requestId = randomUUID();
  return {
    'request-id': requestId,
    'client-request-id': header(request, 'client-request-id') ?? requestId,
    'cache-control': 'no-cache',
  };
}

export function errorResponse(
  error: GraphError,
  tracing: Record<string, string>,
  now: number,
): SandboxResponse {
  const body = {
    error: {
      code: error.code,
      message: error.message,
      innerError: {
        date: new Date(now).toISOString().replace(/\.\d+Z$/, ''),
        'request-id': tracing['request-id'],
        'client-request-id': tracing['client-request-id'],
      },
    },
  };
  return jsonResponse(error.status, body, { ...tracing, ...error.headers });
}

export function notFound(id: string): GraphError {
  return new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, 'Request_BadRequest', message);
}
