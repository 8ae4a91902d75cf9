import * as v from 'valibot';
import type { HttpResponse } from '../../http/client.ts';
import type { ParsedServiceError } from '../../http/failure.ts';
import { parseJson } from '../../shared/json.ts';

/** The codes of responses without JSON. */
export const signInPage = 'sign-in page';
export const notFoundPage = 'page not found';

const errorBody = v.object({
  message: v.string(),
  typeKey: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\w{1,100}$/))), undefined),
});

/** The statuses of a sign-in page, and of a redirect to one. */
const signInStatuses = [200, 203, 301, 302, 303, 307, 401];

/** The hosts of the sign-in pages of Azure DevOps and of Entra. */
const signInHost = /(^|\.)(visualstudio\.com|dev\.azure\.com|login\.(microsoftonline|live)\.com)$/;

/**
 * Reads an error of Azure DevOps: JSON, or a page. Its codes are in messages and in the titles of pages. A page is of
 * Azure DevOps if it has its headers, its name or one of its codes as title, or redirects to its sign-in page.
 */
export function parseAzureDevOpsError({
  status,
  headers,
  text,
}: HttpResponse): ParsedServiceError | undefined {
  const requestId = /^[0-9a-f-]{36}$/i.exec(headers['activityid'] ?? '')?.[0];
  const body = v.safeParse(errorBody, parseJson(text));
  if (body.success) {
    const { message, typeKey } = body.output;
    return {
      codes: [...findCodes(message), ...(typeKey === undefined ? [] : [typeKey])],
      message,
      requestId,
    };
  }
  const [, title = ''] = /<title>([^<]{1,300})<\/title>/i.exec(text) ?? [];
  const codes = findCodes(title);
  if (codes.length > 0) return { codes, message: title, requestId };
  const target = URL.parse(headers['location'] ?? '')?.hostname ?? '';
  const isOwn = requestId !== undefined || title.startsWith('Azure DevOps') || signInHost.test(target);
  if (!isOwn || status >= 500) return undefined;
  if (status === 404) return { codes: [notFoundPage], message: title, requestId };
  return { codes: signInStatuses.includes(status) ? [signInPage] : [], message: title, requestId };
}

function findCodes(text: string): readonly string[] {
  return text.match(/\b(TF|VS)\d{4,7}\b/g) ?? [];
}
