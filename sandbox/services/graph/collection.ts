import { badRequest } from './errors.ts';

const pageSize = 100;

/** A list, page by page. The place to go on from is in the link to the next page. */
export function collection(all: readonly unknown[], url: URL, context: string): Record<string, unknown> {
  const top = Number(url.searchParams.get('$top') ?? pageSize);
  if (!Number.isInteger(top) || top < 1) throw badRequest('Invalid page size specified.');
  const start = Number(url.searchParams.get('$skiptoken') ?? 0);
  if (!Number.isInteger(start)) throw badRequest('Invalid skip token.');
  const page = { '@odata.context': context, value: all.slice(start, start + top) };
  if (start + top >= all.length) return page;
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(start + top));
  return { ...page, '@odata.nextLink': next.href };
}
