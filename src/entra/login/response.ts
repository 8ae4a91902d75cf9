import * as v from 'valibot';
import type { HttpResponse } from '../../http/client.ts';
import { describeFailure, type ParsedServiceError, type RequestFailure } from '../../http/failure.ts';
import { parseJson } from '../../shared/json.ts';
import { aadsts, noToken } from './codes.ts';

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
  // Whoever limits the number of logins, and in whatever form.
  if (status === 429) return { codes: [], message: '' };
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
