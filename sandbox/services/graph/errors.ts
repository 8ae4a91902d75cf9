import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Caller } from '../entra/access-token.ts';
import { header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';

interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target: string;
}

/** Why Graph refuses a request. https://learn.microsoft.com/graph/errors */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: readonly ErrorDetail[];

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    details: readonly ErrorDetail[] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.details = details;
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
      ...(error.details.length > 0 && { details: error.details }),
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

/** Never what was received: it may be a secret. */
export function invalidBody(issues: readonly v.BaseIssue<unknown>[]): GraphError {
  const [first] = issues;
  const path = (first && v.getDotPath(first)) ?? 'body';
  return badRequest(`Invalid value specified for property '${path}' of resource.`);
}

/**
 * The application of a new service principal is missing, or is so new that the replica does not know it.
 * https://github.com/Azure/ARO-HCP/pull/6325, https://github.com/manicminer/hamilton/pull/109
 */
export function missingBackingApplication(appId: string, { roles }: Caller): GraphError {
  if (roles.includes('Application.ReadWrite.OwnedBy') && !roles.includes('Application.ReadWrite.All')) {
    return new GraphError(
      403,
      'Authorization_RequestDenied',
      'When using this permission, the backing application of the service principal being created must in the local tenant',
    );
  }
  const message = `The appId '${appId}' of the service principal does not reference a valid application object.`;
  const detail = { code: 'NoBackingApplicationObject', message, target: 'appId' };
  return new GraphError(400, 'Request_BadRequest', message, {}, [detail]);
}
