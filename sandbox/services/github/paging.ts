import type { SandboxRequest } from '../../network/http.ts';

/** A page that `per_page` and `page` ask for, and the header that leads to the others. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly headers: Record<string, string>;
}

/** How many entries a page has: usually, and at most. */
const usualSizes = { usual: 30, largest: 100 };

export function readPage(
  { searchParams }: URL,
  { usual, largest } = usualSizes,
): { readonly size: number; readonly page: number } {
  const size = Math.min(Number(searchParams.get('per_page') ?? usual), largest);
  return { size, page: Number(searchParams.get('page') ?? 1) };
}

/**
 * Without the links a client cannot tell that there is more. https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 *
 * @param address the address of the list, as GitHub's own links write it
 */
export function pageOf<T>(
  { url }: SandboxRequest,
  address: string,
  all: readonly T[],
  sizes = usualSizes,
): Page<T> {
  const { size, page } = readPage(url, sizes);
  const last = Math.max(1, Math.ceil(all.length / size));
  return {
    entries: all.slice((page - 1) * size, page * size),
    headers: linkHeader(url, address, {
      ...(page > 1 && { prev: { page: page - 1 } }),
      ...(page < last && { next: { page: page + 1 }, last: { page: last } }),
      ...(page > 1 && { first: { page: 1 } }),
    }),
  };
}

/** @param relations by their names: the query parameters in which their pages differ from the present one */
export function linkHeader(
  { searchParams }: URL,
  address: string,
  relations: Readonly<Record<string, Readonly<Record<string, string | number>>>>,
): Record<string, string> {
  const links = Object.entries(relations).map(([relation, parameters]) => {
    const query = new URLSearchParams(searchParams);
    for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
    return `<${address}?${query.toString()}>; rel="${relation}"`;
  });
  return links.length > 0 ? { link: links.join(', ') } : {};
}

/** GitHub's own links name a repository or organization by its ID. */
export function addressById(
  url: URL,
  root: string,
  owner: `${'repositories' | 'organizations'}/${number}`,
): string {
  const rest = /\/(?:repos\/[^/]+\/[^/]+|repositories\/\d+|orgs\/[^/]+|organizations\/\d+)(\/.*)$/.exec(
    url.pathname,
  )?.[1];
  return `${root}/${owner}${rest ?? ''}`;
}
