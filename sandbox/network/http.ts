import type { IncomingHttpHeaders } from 'node:http';

/** A request as the services see it, whole and decoded. */
export interface SandboxRequest {
  readonly method: string;
  readonly host: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves as soon as the client has its response, or has lost the connection. */
  readonly finished: Promise<void>;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Service = (request: SandboxRequest) => Promise<SandboxResponse>;

export function jsonResponse(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): SandboxResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): SandboxResponse {
  return { status, headers, body: '' };
}

/** A header that a well-behaved client sends once. */
export function header(request: SandboxRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function bearerToken(request: SandboxRequest): string | undefined {
  return /^(?:Bearer|token) +(.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
}

/** The body as JSON, or undefined if it is none. */
export function jsonBody(request: SandboxRequest): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}
