import * as v from 'valibot';
import type { HttpResponse } from '../../http/client.ts';
import type { ParsedServiceError } from '../../http/failure.ts';
import { parseJson } from '../../shared/json.ts';

/** A successful response of Graph. */
export interface GraphResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the body is empty or not JSON. */
  readonly body: unknown;
  /** The ID that Microsoft's support asks for. */
  readonly requestId: string | undefined;
}

const errorCode = v.pipe(v.string(), v.regex(/^[\w.]{1,100}$/));
const errorBody = v.object({
  error: v.object({
    // Some errors have an empty code.
    code: v.union([errorCode, v.literal('')]),
    message: v.nullish(v.string(), ''),
    innerError: v.fallback(v.optional(v.object({ code: v.optional(errorCode) })), undefined),
  }),
});
/** Reads an error in the format of Graph; undefined when the response is not one. */
export function parseGraphError({ headers, text }: HttpResponse): ParsedServiceError | undefined {
  const parsed = v.safeParse(errorBody, parseJson(text));
  if (!parsed.success) return undefined;
  const { code, message, innerError } = parsed.output.error;
  const codes = [code, innerError?.code ?? ''].filter((one) => one !== '');
  return { codes, message, requestId: readRequestId(headers) };
}

/** Reads the ID of a request; undefined when it cannot be printed. */
export function readRequestId({ 'request-id': id = '' }: HttpResponse['headers']): string | undefined {
  return /^[0-9a-f-]{36}$/i.test(id) ? id : undefined;
}
