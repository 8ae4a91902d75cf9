import { clouds } from '../entra/clouds.ts';
import type { Tenant } from '../entra/tenant.ts';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import { authenticate } from './authorization.ts';
import { errorResponse, GraphError, tracingHeaders } from './errors.ts';
import { listLastUse } from './last-use.ts';
import { requireReadingReports } from './permissions.ts';
import { routes } from './routes.ts';
import { findHandler, requireJson } from './routing.ts';
import type { Routes } from './scene.ts';
import { Writing } from './writing.ts';

/**
 * Microsoft Graph v1.0, as far as applications and their service principals go, and one report of its beta.
 * https://learn.microsoft.com/graph/api/resources/application
 */
export function graphService(tenant: Tenant): Service {
  const writing = new Writing();
  return async (request) => {
    const tracing = tracingHeaders(request);
    const response = await serve(request, tenant, writing).catch((error: unknown) => {
      if (!(error instanceof GraphError)) throw error;
      return errorResponse(error, tracing, tenant.now());
    });
    return { ...response, headers: { ...tracing, ...response.headers } };
  };
}

/** What Graph's beta serves here. The national clouds do not have the report. */
const betaRoutes: Routes = {
  'GET reports/appCredentialSignInActivities': ({ caller, tenant, request }) => {
    requireReadingReports(caller);
    return jsonResponse(200, listLastUse(tenant, request.url));
  },
};

async function serve(request: SandboxRequest, tenant: Tenant, writing: Writing): Promise<SandboxResponse> {
  const caller = await authenticate(request, tenant);
  const [, version = '', ...segments] = decodeURIComponent(request.url.pathname).split('/');
  const table = findTable(version, request.host);
  const { handle, ids } = findHandler(request.method, segments.join('/'), table);
  requireJson(request);
  const delay = tenant.nextReplicationDelay();
  const isKnown = (addedAt: number): boolean => addedAt + delay <= tenant.now();
  const root = `https://${request.host}/${version}`;
  return handle({ request, root, tenant, caller, writing, ids, isKnown });
}

function findTable(version: string, host: string): Routes {
  if (version === 'v1.0') return routes;
  if (version === 'beta') return host === clouds.public.graph ? { ...routes, ...betaRoutes } : routes;
  throw new GraphError(400, 'BadRequest', `Invalid version: ${version}`);
}
