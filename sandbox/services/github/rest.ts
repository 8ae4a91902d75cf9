import { randomUUID } from 'node:crypto';
import { bearerToken, header } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import type { Level } from './access.ts';
import type { GitHub } from './github.ts';
import { expiryHeaders, isExpired } from './token-expiry.ts';
import { findRoute } from './routes.ts';
import type { RestApi } from './routes.ts';
import { refuse } from './refusal.ts';

/**
 * The REST API, as far as secrets and issues go.
 * https://docs.github.com/rest/actions/secrets, /dependabot/secrets, /codespaces/repository-secrets, /issues
 */
export function restService(github: GitHub, api: RestApi, now: () => number): Service {
  return async (request) => {
    const response = await serve(request, github, api, now);
    const expiry = expiryHeaders(github.access.get(bearerToken(request) ?? ''), now());
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
  const version = header(request, 'x-github-api-version');
  if (version !== undefined && !api.versions.includes(version)) {
    return refuse(400, `"${version}" is not a supported version of the REST API.`);
  }
  const token = bearerToken(request);
  if (token === undefined) return refuse(401, 'Requires authentication');
  const access = github.access.get(token);
  if (!access || isExpired(access, now())) return refuse(401, 'Bad credentials');

  const path = request.url.pathname.slice(api.basePath.length);
  const route = findRoute(path, github, api);
  if (!route) return refuse(404, 'Not Found');
  const { permission, alternative, isPublic = false, levels, handle } = route;
  // GitHub wants more than reading for the keys of codespaces.
  const reads = request.method === 'GET' && permission !== 'codespaces_secrets';
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
    if (!sufficient.some((each) => enough.includes(granted[each] ?? 'none'))) {
      return refuse(403, `Resource not accessible by ${access.kind}`, accepted);
    }
  }
  if (handle === undefined) return refuse(404, 'Not Found', accepted);
  return handle(request, now(), access);
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
