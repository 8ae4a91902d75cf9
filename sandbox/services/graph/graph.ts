import type { Application } from '../entra/application.ts';
import { clouds } from '../entra/clouds.ts';
import type { Tenant } from '../entra/tenant.ts';
import { emptyResponse, jsonResponse, jsonBody } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import { authenticate, requireOwnership, requireReading } from './authorization.ts';
import type { Caller } from '../entra/access-token.ts';
import { errorResponse, GraphError, notFound, tracingHeaders } from './errors.ts';
import { listLastUse } from './last-use.ts';
import { listOwners } from './owners.ts';
import { requireReadingOwners, requireReadingPolicies, requireReadingReports } from './permissions.ts';
import { listPolicies, showDefaultPolicy } from './policies.ts';
import { listApplications, ownedApplications, showApplication, showServicePrincipal } from './reading.ts';
import { addPassword, removePassword, Writing } from './writing.ts';

/**
 * Microsoft Graph v1.0, as far as applications and their client secrets go, and one report of its beta.
 * https://learn.microsoft.com/graph/api/resources/application
 */
export function graphService(tenant: Tenant): Service {
  const writing = new Writing();
  return async (request) => {
    const tracing = tracingHeaders(request);
    const response = await route(request, tenant, writing).catch((error: unknown) => {
      if (!(error instanceof GraphError)) throw error;
      return errorResponse(error, tracing, tenant.now());
    });
    return { ...response, headers: { ...tracing, ...response.headers } };
  };
}

/** `/applications/{id}/addPassword`, `/applications(appId='{appId}')`, and the like. */
const resourcePath =
  /^\/v1\.0\/(applications|servicePrincipals)(?:\/([^/(]+)|\(appId='([^']*)'\))?(?:\/(.+))?$/;

async function route(request: SandboxRequest, tenant: Tenant, writing: Writing): Promise<SandboxResponse> {
  const caller = await authenticate(request, tenant);
  const path = decodeURIComponent(request.url.pathname);
  const other = routeOthers(`${request.method} ${path}`, request, tenant, caller);
  if (other) return other;
  const match = resourcePath.exec(path);
  if (!match) {
    throw new GraphError(
      400,
      'BadRequest',
      `Resource not found for the segment '${path.split('/').at(-1) ?? ''}'.`,
    );
  }
  const [, collection = '', id, appId, rest = ''] = match;
  const root = `https://${request.host}/v1.0`;
  const operation = `${request.method} ${collection}${(id ?? appId) ? '/{id}' : ''}${rest && `/${rest}`}`;
  switch (operation.replace(/microsoft\.graph\.(?=\w+Password$)/, '')) {
    case 'GET applications':
      requireReading(caller);
      return jsonResponse(200, listApplications(tenant, request.url, root));
    case 'GET applications/{id}':
      requireReading(caller);
      return jsonResponse(200, showApplication(tenant, find(tenant, id, appId), request.url, root));
    case 'GET applications/{id}/owners':
      requireReadingOwners(caller.roles);
      return jsonResponse(200, listOwners(tenant, find(tenant, id, appId), request.url, root));
    case 'GET applications/{id}/appManagementPolicies':
      requireReadingPolicies(caller.roles);
      return jsonResponse(200, listPolicies(tenant, find(tenant, id, appId), request.url, root));
    case 'POST applications/{id}/addPassword': {
      const application = findForWriting(tenant, caller, id, appId);
      return writing.exclusively(application, request, tenant, () =>
        jsonResponse(200, addPassword(tenant, application, jsonBody(request), root)),
      );
    }
    case 'POST applications/{id}/removePassword': {
      const application = findForWriting(tenant, caller, id, appId);
      return writing.exclusively(application, request, tenant, () => {
        removePassword(tenant, application, jsonBody(request));
        return emptyResponse(204);
      });
    }
    case 'GET servicePrincipals/{id}':
      requireReading(caller);
      return jsonResponse(200, showServicePrincipal(findPrincipal(tenant, id, appId), request.url, root));
    case 'GET servicePrincipals/{id}/ownedObjects/microsoft.graph.application':
      requireReading(caller);
      return jsonResponse(
        200,
        ownedApplications(tenant, findPrincipal(tenant, id, appId), request.url, root),
      );
    default:
      throw new GraphError(400, 'BadRequest', `The sandbox does not know ${operation}.`);
  }
}

/** What is neither an application nor a service principal. */
function routeOthers(
  operation: string,
  { url, host }: SandboxRequest,
  tenant: Tenant,
  caller: Caller,
): SandboxResponse | undefined {
  switch (operation) {
    case 'GET /v1.0/policies/defaultAppManagementPolicy':
      requireReadingPolicies(caller.roles);
      return jsonResponse(200, showDefaultPolicy(tenant, url, `https://${host}/v1.0`));
    case 'GET /beta/reports/appCredentialSignInActivities':
      // The national clouds do not have it.
      if (host !== clouds.public.graph) return undefined;
      requireReadingReports(caller.roles);
      return jsonResponse(200, listLastUse(tenant, url));
    default:
      return undefined;
  }
}

function find(tenant: Tenant, id: string | undefined, appId: string | undefined): Application {
  const found = tenant.applications.find((each) =>
    id === undefined ? each.appId === appId?.toLowerCase() : each.objectId === id.toLowerCase(),
  );
  if (!found) throw notFound(id ?? appId ?? '');
  return found;
}

function findForWriting(
  tenant: Tenant,
  caller: Caller,
  id: string | undefined,
  appId: string | undefined,
): Application {
  const application = find(tenant, id, appId);
  if (tenant.now() < application.unknownToWritersUntil) throw notFound(id ?? appId ?? '');
  requireOwnership(caller, application);
  return application;
}

function findPrincipal(tenant: Tenant, id: string | undefined, appId: string | undefined): Application {
  const found = tenant.applications.find(
    (each) =>
      each.servicePrincipalId !== undefined &&
      (id === undefined ? each.appId === appId?.toLowerCase() : each.servicePrincipalId === id.toLowerCase()),
  );
  if (!found) throw notFound(id ?? appId ?? '');
  return found;
}
