import * as v from 'valibot';
import type { HttpResponse } from '../../http/client.ts';
import type { ParsedServiceError } from '../../http/failure.ts';
import { parseJson } from '../../shared/json.ts';

const code = v.pipe(v.string(), v.regex(/^\w{1,100}$/));
const errorBody = v.object({
  error: v.object({
    code,
    message: v.nullish(v.string(), ''),
    innererror: v.nullish(v.object({ code: v.nullish(code) })),
  }),
});
const requestId = v.pipe(v.string(), v.uuid());

/** Reads an error in the format of Key Vault; undefined when the response is not one. */
export function parseVaultError({ text, headers }: HttpResponse): ParsedServiceError | undefined {
  const parsed = v.safeParse(errorBody, parseJson(text));
  if (!parsed.success) return undefined;
  const { code: outer, innererror, message } = parsed.output.error;
  const id = headers['x-ms-request-id'];
  return {
    codes: innererror?.code ? [outer, innererror.code] : [outer],
    message,
    requestId: v.is(requestId, id) ? id : undefined,
  };
}

/** A page of a list. An entry may be unreadable. */
const page = v.looseObject({ value: v.array(v.unknown()) });
const secret = v.object({ id: v.string() });

/** Whether a response is in the format of Key Vault: a secret, or a page of a list. */
export function isVaultResult({ text }: HttpResponse): boolean {
  return v.is(v.union([secret, page]), parseJson(text));
}

const versionId = v.pipe(v.string(), v.regex(/^https:\/\/[\w.-]+\/secrets\/[\w-]+\/\w+$/));
/** Seconds since 1970. */
const time = v.pipe(v.number(), v.minValue(1));
const version = v.object({
  id: versionId,
  attributes: v.object({ enabled: v.boolean(), created: time, updated: time }),
  tags: v.nullish(v.record(v.string(), v.string())),
});

/**
 * Reduces the entries of a page that cannot be read to their IDs: Microsoft's client would discard the whole list, or take their
 * times for others.
 *
 * @param vault `https://VAULT.vault.azure.net`
 */
export function reduceUnreadableEntries(response: HttpResponse, vault: string): HttpResponse {
  const parsed = v.safeParse(page, parseJson(response.text));
  if (!parsed.success) return response;
  const value = parsed.output.value.map((entry) =>
    v.is(version, entry)
      ? entry
      : { id: v.is(v.object({ id: versionId }), entry) ? entry.id : `${vault}/secrets/unknown` },
  );
  return { ...response, text: JSON.stringify({ ...parsed.output, value }) };
}
