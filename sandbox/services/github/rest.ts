import { randomUUID } from 'node:crypto';
import { bearerToken, header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import type { Access, Level } from './access.ts';
import type { GitHub } from './github.ts';
import { findPolicyRefusal } from './policy.ts';
import type { Organization } from './repository.ts';
import { expiryHeaders, isExpired } from './token-expiry.ts';
import { isForEverybody } from './account-routes.ts';
import { findMediaTypeRefusal } from './media-type.ts';
import { findRoute, nameOwner } from './routes.ts';
import type { RestApi } from './route.ts';
import { refuse } from './refusal.ts';

/**
 * The REST API, as far as secrets and issues go.
 * https://docs.github.com/rest/actions/secrets, /dependabot/secrets, /codespaces/repository-secrets, /issues
 */
export function restService(github: GitHub, api: RestApi, now: () => number): Service {
  return async (request) => {
    const response = await serve(request, github, api, now);
    const access = github.access.get(bearerToken(request) ?? '');
    const expiry = access && isKnown(access, now()) ? expiryHeaders(access) : {};
    return { ...response, headers: { ...commonHeaders(now()), ...expiry, ...response.headers } };
  };
}

/** GitHub refuses a request without a User-Agent before it reaches the API. */
export function requireUserAgent(service: Service): Service {
  return (request) =>
    header(request, 'user-agent')
      ? service(request)
      : Promise.resolve({
          status: 403,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.\n',
        });
}

async function serve(
  request: SandboxRequest,
  github: GitHub,
  api: RestApi,
  now: () => number,
): Promise<SandboxResponse> {
  const unreadable = findMediaTypeRefusal(request);
  if (unreadable !== undefined) return unreadable;
  const version = header(request, 'x-github-api-version');
  if (version !== undefined && !api.versions.includes(version)) {
    return refuse(400, `"${version}" is not a supported version of the REST API.`);
  }
  const path = nameOwner(request.url.pathname.slice(api.basePath.length) || '/', github);
  const token = bearerToken(request);
  if (token === undefined && !isForEverybody(path)) return refuse(401, 'Requires authentication');
  const access = token === undefined ? nobody : github.access.get(token);
  if (!access || !isKnown(access, now())) return refuse(401, 'Bad credentials');
  if (access.suspended !== undefined) return refuse(403, suspensions[access.suspended]);

  const forbidden = findPolicyRefusal(access, findOrganization(path, github));
  if (forbidden !== undefined) return forbidden;
  const redirect = findRedirect(request, path, github, api);
  if (redirect !== undefined) return redirect;
  const route = findRoute(path, github, api);
  if (!route) return refuse(404, 'Not Found');
  const { alternative, isPublic = false, levels, handle } = route;
  // GitHub wants more than reading for the keys of codespaces.
  const reads = request.method === 'GET' && route.permission !== 'codespaces_secrets';
  const permission = reads ? route.permission : (route.writePermission ?? route.permission);
  const needed: Level = reads ? 'read' : 'write';
  const sufficient = [permission, alternative].filter((each) => each !== undefined);
  const accepted = {
    'x-accepted-github-permissions':
      sufficient.map((each) => `${each}=${needed}`).join('; ') || 'metadata=read',
  };
  const granted = levels(access);
  if (granted === undefined) return refuse(404, 'Not Found', accepted);
  if (permission !== undefined && !(reads && isPublic)) {
    const enough: readonly Level[] = needed === 'read' ? ['read', 'write'] : ['write'];
    const isTooNew = now() < (access.permissionsKnownFrom ?? 0);
    if (isTooNew || !sufficient.some((each) => enough.includes(granted[each] ?? 'none'))) {
      return access.kind === 'personal access token (classic)'
        ? refuse(403, 'Must have admin rights to Repository.')
        : refuse(403, `Resource not accessible by ${access.kind}`, accepted);
    }
  }
  if (handle === undefined) return refuse(404, 'Not Found', accepted);
  return handle(request, now(), access);
}

/** Whoever sends no token. */
const nobody: Access = { kind: 'integration', repositories: {}, organizations: {} };

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
function findRedirect(
  { method, host }: SandboxRequest,
  path: string,
  { renamed }: GitHub,
  { basePath }: RestApi,
): SandboxResponse | undefined {
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(path) ?? [];
  const repository = renamed.get(name.toLowerCase());
  if (repository === undefined) return undefined;
  const url = `https://${host}${basePath}/repositories/${repository.id}${rest}`;
  const [status, message] =
    method === 'GET' ? ([301, 'Moved Permanently'] as const) : ([307, 'Temporary Redirect'] as const);
  const documentation_url = 'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api';
  return jsonResponse(status, { message, url, documentation_url }, { location: url });
}

/** A token that was made a moment ago is not known yet, and one that has expired no longer. */
function isKnown(access: Access, now: number): boolean {
  const { knownFrom = 0 } = access;
  return now >= knownFrom && !isExpired(access, now);
}

const suspensions = {
  account: 'Sorry. Your account was suspended',
  installation: 'This installation has been suspended',
} as const;

/** The organization that a path is about, or that owns its repository; undefined if a person does. */
function findOrganization(path: string, github: GitHub): Organization | undefined {
  const [, name = ''] = /^\/(?:repos|orgs)\/([^/]+)/.exec(path) ?? [];
  return github.organizations.get(name.toLowerCase());
}

function commonHeaders(now: number): Record<string, string> {
  return {
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': randomUUID().toUpperCase(),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-used': '1',
    'x-ratelimit-resource': 'core',
    'x-ratelimit-reset': String(Math.floor(now / 1000) + 3600),
  };
}
