import * as v from 'valibot';
import type { GitHubApi } from '../github/api.ts';
import { readBody, toFailure } from '../github/response.ts';
import type { FailedResponse, RequestFailure } from '../http/failure.ts';
import { createPageGuard } from '../http/paging.ts';
import type { ActionError } from '../shared/action-error.ts';

/** The largest page that GitHub sends. */
const pageSize = '100';

/** How a list is read. */
interface ListReader<T> {
  readonly api: GitHubApi;
  /** Completes "when asked to …": `list the issues of acme/ops`. */
  readonly operation: string;
  readonly item: v.GenericSchema<unknown, T>;
  readonly explain: (failure: RequestFailure) => ActionError;
}

/**
 * Reads all pages of a list.
 *
 * @returns the items, and the headers of the last response
 * @throws ActionError of `explain`, `list-endless`
 */
export async function readAll<T>(
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  { api, operation, item, explain }: ListReader<T>,
): Promise<{ readonly items: readonly T[]; readonly headers: FailedResponse['headers'] }> {
  const checkPage = createPageGuard('GitHub', operation);
  const items: T[] = [];
  let query: Readonly<Record<string, string>> = { per_page: pageSize };
  for (;;) {
    const response = await api.request(route, { ...parameters, ...query });
    const page = readBody(v.array(item), response);
    if (page === undefined || !('body' in response)) throw explain(toFailure(response));
    items.push(...page);
    const next = findNextPage(response.headers['link']);
    if (next === undefined) return { items, headers: response.headers };
    checkPage({ first: JSON.stringify(page[0]), next });
    query = Object.fromEntries(new URL(next).searchParams);
  }
}

/** The link to the next page. Only its query is used, so that it cannot lead to another host. */
function findNextPage(header = ''): string | undefined {
  const [, url = ''] = /<([^>]*)>; rel="next"/.exec(header) ?? [];
  return URL.canParse(url) ? url : undefined;
}
