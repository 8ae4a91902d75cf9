import { OpenAPIBackend } from 'openapi-backend';
import type { Document } from 'openapi-backend';
import { jsonResponse, jsonBody } from '../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../network/http.ts';
import { once } from './once.ts';

/** A request or an answer that the published description of its API does not allow. */
export interface Violation {
  readonly by: 'client' | 'sandbox';
  readonly request: string;
  readonly problems: readonly string[];
}

/** A published API description, ready to check with. */
export type Description = Pick<OpenAPIBackend, 'router' | 'validator'>;

/** One API description, and how the paths of requests are found in it. */
export interface Contract {
  readonly description: () => Promise<Description>;
  /** A request's URL as the description writes it; undefined if the description is not for it. */
  readonly locate: (url: URL) => { readonly path: string; readonly query: URLSearchParams } | undefined;
  /** Refuses a request as the API would. */
  readonly refuse: (request: SandboxRequest, problems: string) => SandboxResponse;
}

/** An OpenAPI document of which nothing but the paths is known yet. */
export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && 'openapi' in value && 'paths' in value;
}

/**
 * Checks what goes in and out of a service against a description: a client's violation is refused, one of the sandbox
 * itself breaks the answer, and both are remembered. What the description does not speak of passes.
 */
export function withContract(service: Service, contract: Contract, violations: Violation[]): Service {
  return async (request) => {
    const located = contract.locate(request.url);
    if (located === undefined) return service(request);
    const { router, validator } = await contract.description();
    const checked = {
      method: request.method,
      path: located.path,
      query: Object.fromEntries(located.query),
      headers: textHeaders(request),
      body: jsonBody(request),
    };
    const operation = router.matchOperation(checked);
    if (!operation) return service(request);

    const inRequest = problemsOf(validator.validateRequest(checked, operation));
    if (inRequest.length > 0) {
      violations.push({ by: 'client', request: describe(request), problems: inRequest });
      return contract.refuse(request, inRequest.join('\n'));
    }
    const response = await service(request);
    const inResponse = problemsOf(
      validator.validateResponse(responseBody(response), operation, response.status),
    );
    if (inResponse.length > 0) {
      violations.push({
        by: 'sandbox',
        request: `${describe(request)} → ${response.status}`,
        problems: inResponse,
      });
      return jsonResponse(500, { message: 'The sandbox broke the contract.', problems: inResponse });
    }
    return response;
  };
}

/**
 * Reads a description when it is first needed, and compiles the validators of an operation when that is first used. All
 * sandboxes of a process share the result.
 */
export function openOnce(read: () => Promise<Document>): () => Promise<Description> {
  return once(async () => {
    const backend = new OpenAPIBackend({
      definition: await read(),
      quick: true,
      ajvOpts: { validateFormats: false, allErrors: true },
    });
    return backend.init();
  });
}

function problemsOf(result: { errors?: { instancePath: string; message?: string }[] | null }): string[] {
  return (result.errors ?? []).map((each) => `${each.instancePath} ${each.message ?? ''}`.trim());
}

function textHeaders(request: SandboxRequest): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function responseBody(response: SandboxResponse): unknown {
  return response.body === '' ? null : JSON.parse(response.body);
}

function describe(request: SandboxRequest): string {
  return `${request.method} https://${request.host}${request.url.pathname}`;
}
