import * as v from 'valibot';
import { megabyte } from '../../http/network-error.ts';
import { createPageGuard } from '../../http/paging.ts';
import { listedApplication, otherObject, type ListedApplication } from './application.ts';
import type { GraphClient, GraphResult, ReadOptions } from './client.ts';
import { graphError, nextLinkError, unreadableResponseError } from './errors.ts';
import type { GraphContext } from './explanations.ts';
import { isExpiredLink, type GraphRule } from './rules.ts';

/** The longest page to accept, in bytes: an application has about 1 KB, and 400 bytes more for each secret. */
export const maxPageBytes = 32 * megabyte;

/** How often a list is read again from its beginning because the link to its next page has expired. */
const maxRestarts = 2;

const operation = 'list applications';

const pageSchema = v.object({
  value: v.array(v.unknown()),
  '@odata.nextLink': v.nullish(v.string()),
});

/**
 * Lists applications as the pages arrive, each one once. A generator, so that only one page of ten thousand applications is
 * in memory at a time.
 *
 * @throws ActionError `list-endless`, or the error of Graph
 */
export async function* listPages(
  graph: GraphClient,
  path: string,
  query: Readonly<Record<string, string>>,
  createContext: (operation: string) => GraphContext,
): AsyncGenerator<ListedApplication> {
  const options = { maxBytes: maxPageBytes };
  // A change during the listing can move an application to the next page, so that it is sent twice.
  const yielded = new Set<string>();
  for (let restarts = 0; ; restarts += 1) {
    const checkPage = createPageGuard('Microsoft Graph', operation);
    const listed = new Set<string>();
    let result = await graph.get(path, query, options);
    for (let isFirst = true; ; isFirst = false) {
      if ('failure' in result && !isFirst && isExpiredLink(result.failure) && restarts < maxRestarts) break;
      const { values, next } = readPage(result, createContext(operation));
      const entries = values
        .filter((entry) => !v.is(otherObject, entry))
        .map((entry) => v.parse(listedApplication, entry));
      const idsBefore = listed.size;
      for (const entry of entries) {
        const { objectId } = entry;
        listed.add(objectId);
        if (yielded.has(objectId)) continue;
        if (objectId !== '') yielded.add(objectId);
        yield entry;
      }
      if (next === undefined) return;
      const isRepeated = entries.length > 0 && listed.size === idsBefore;
      checkPage({ first: entries[0]?.objectId, next, isRepeated });
      result = await graph.get(next, {}, options);
    }
  }
}

/**
 * Reads the values of a list, page by page, without starting again.
 *
 * @param rules explain a failure
 * @throws ActionError `list-endless`, or the error of Graph
 */
export async function* readPages(
  graph: GraphClient,
  { path, query, options }: ListRequest,
  context: GraphContext,
  rules?: readonly GraphRule[],
): AsyncGenerator<readonly unknown[]> {
  const checkPage = createPageGuard('Microsoft Graph', context.operation);
  let result = await graph.get(path, query, options);
  for (;;) {
    const { values, next } = readPage(result, context, rules);
    yield values;
    if (next === undefined) return;
    checkPage({ first: values.length === 0 ? undefined : JSON.stringify(values[0]), next });
    result = await graph.get(next, {}, options);
  }
}

interface ListRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly options: ReadOptions;
}

interface Page {
  readonly values: readonly unknown[];
  /** The link to the next page; undefined for the last one. */
  readonly next: string | undefined;
}

/**
 * Reads one page of a list.
 *
 * @param rules explain a failure
 * @throws ActionError
 */
function readPage(result: GraphResult, context: GraphContext, rules?: readonly GraphRule[]): Page {
  if ('failure' in result) throw graphError(result.failure, context, rules);
  const parsed = v.safeParse(pageSchema, result.response.body);
  if (!parsed.success) throw unreadableResponseError(result.response, context);
  const { value: values, '@odata.nextLink': link } = parsed.output;
  const next = link ?? undefined;
  // The request for the next page carries the token.
  if (next !== undefined && !next.startsWith(`${context.identity.cloud.graph}/`)) {
    throw nextLinkError(next, context);
  }
  return { values, next };
}
