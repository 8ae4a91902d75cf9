import { jsonResponse } from '../../network/http.ts';
import { loginOf, ownAccountBody } from './accounts.ts';
import type { GitHub } from './github.ts';
import { metaBody, rootBody } from './entrance.ts';
import { refuse } from './refusal.ts';
import { addressesOf } from './route.ts';
import type { RestApi, Route } from './route.ts';

/**
 * What belongs to no repository and no organization.
 * https://docs.github.com/rest/users/users#get-the-authenticated-user, /rest/apps/apps#get-the-authenticated-app, /rest/meta/meta
 */
export function findAccountRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  const { root, web } = addressesOf(api);
  const handlers: Readonly<Record<string, Route['handle']>> = {
    '/user': (_request, _now, access) =>
      access.kind === 'integration'
        ? refuse(403, 'Resource not accessible by integration')
        : jsonResponse(200, ownAccountBody(loginOf(access), root, web)),
    '/app': () => refuse(401, 'A JSON web token could not be decoded'),
    '/': async () => jsonResponse(200, await rootBody(root)),
    '/rate_limit': (_request, now) => jsonResponse(200, rateLimitBody(now)),
    '/meta': async () => jsonResponse(200, await metaBody(api)),
  };
  const [, login] = /^\/users\/([^/]+)$/.exec(path) ?? [];
  const handle = login === undefined ? handlers[path] : describeAccount(login, github, api);
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
  return path === '/' || path === '/meta' || path === '/rate_limit' || path.startsWith('/users/');
}

/** A person or an organization; those that own no repository here are people. https://docs.github.com/rest/users/users#get-a-user */
function describeAccount(login: string, { organizations }: GitHub, api: RestApi): Route['handle'] {
  const { root, web } = addressesOf(api);
  const type = organizations.has(login.toLowerCase()) ? 'Organization' : 'User';
  return () => jsonResponse(200, { ...ownAccountBody(login, root, web), type });
}

/** https://docs.github.com/rest/rate-limit/rate-limit */
function rateLimitBody(now: number): Record<string, unknown> {
  const rate = { limit: 5000, used: 1, remaining: 4999, reset: Math.floor(now / 1000) + 3600 };
  return { resources: { core: rate, search: { ...rate, limit: 30, remaining: 29 } }, rate };
}
