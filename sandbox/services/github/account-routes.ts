import { jsonResponse } from '../../network/http.ts';
import { loginOf, ownAccountBody } from './accounts.ts';
import { metaBody, rootBody } from './entrance.ts';
import { refuse } from './refusal.ts';
import { addressesOf } from './route.ts';
import type { RestApi, Route } from './route.ts';

/**
 * What belongs to no repository and no organization.
 * https://docs.github.com/rest/users/users#get-the-authenticated-user, /rest/apps/apps#get-the-authenticated-app, /rest/meta/meta
 */
export function findAccountRoute(path: string, api: RestApi): Route | undefined {
  const { root, web } = addressesOf(api);
  const handlers: Readonly<Record<string, Route['handle']>> = {
    '/user': (_request, _now, access) =>
      access.kind === 'integration'
        ? refuse(403, 'Resource not accessible by integration')
        : jsonResponse(200, ownAccountBody(loginOf(access), root, web)),
    '/app': () => refuse(401, 'A JSON web token could not be decoded'),
    '/': async () => jsonResponse(200, await rootBody(root)),
    '/meta': async () => jsonResponse(200, await metaBody(api)),
  };
  const handle = handlers[path];
  if (handle === undefined) return undefined;
  return {
    permission: undefined,
    levels: () => ({}),
    handle: (request, now, access) =>
      request.method === 'GET' ? handle(request, now, access) : refuse(404, 'Not Found'),
  };
}

/** Everybody may ask for these, with a token and without. */
export function isForEverybody(path: string): boolean {
  return path === '/' || path === '/meta';
}
