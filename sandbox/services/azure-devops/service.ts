import { randomUUID } from 'node:crypto';
import { checkAccessToken } from '../entra/access-token.ts';
import { azureDevOpsNames } from '../entra/resources.ts';
import type { Tenant } from '../entra/tenant.ts';
import { header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import { page, refuse, unauthorized } from './errors.ts';
import type { AzureDevOps, Organization } from './organization.ts';

export const azureDevOpsHost = 'dev.azure.com';

const latest = 7.2;
const released = 7.1;
const defaultPage = 100;

/**
 * Azure DevOps Services, as far as its list of projects goes.
 * https://learn.microsoft.com/rest/api/azure/devops/core/projects/list
 */
export function azureDevOpsService(azureDevOps: AzureDevOps, tenant: Tenant): Service {
  return async (request) => withIds(await respond(request));

  async function respond(request: SandboxRequest): Promise<SandboxResponse> {
    const [, name = '', ...rest] = request.url.pathname.split('/');
    const organization = azureDevOps.find(decodeURIComponent(name));
    if (!organization) return page(404, 'Azure DevOps Services | Not Found');
    const check = await checkAccessToken(request, tenant, azureDevOpsNames);
    if (check.kind !== 'good') {
      return signIn(request, organization, () => challenge(tenant));
    }
    if (organization.conditionalAccess === 'page') return page(403, blocked);
    if (organization.conditionalAccess === 'error') return refuse(403, 'VssServiceException', blocked);
    const { appId, objectId, tenantId } = check.caller;
    if (!organization.members.has(appId)) {
      return signIn(request, organization, () =>
        unauthorized(
          `TF401444: Please sign-in at least once as ${tenantId}\\${tenantId}\\${objectId} in a web browser to enable access to the service.`,
        ),
      );
    }
    if (organization.denied.has(appId)) {
      return unauthorized(`TF400813: The user '${objectId}' is not authorized to access this resource.`);
    }
    if (rest.join('/') !== '_apis/projects') {
      return refuse(404, 'HttpException', `The controller for path '${request.url.pathname}' was not found.`);
    }
    if (request.method !== 'GET') {
      return refuse(405, 'HttpException', `The requested resource does not support '${request.method}'.`);
    }
    return checkVersion(request.url) ?? listProjects(request.url, organization, appId);
  }
}

/** Every response of Azure DevOps has these headers, pages and redirections included. */
function withIds(response: SandboxResponse): SandboxResponse {
  const activityId = randomUUID();
  const ids = { activityid: activityId, 'x-tfs-session': activityId, 'x-vss-e2eid': activityId };
  return { ...response, headers: { ...response.headers, ...ids } };
}

const blocked =
  'VS403463: The conditional access policy defined by your Microsoft Entra administrator has failed.';

/** A browser would be sent to the sign-in page; so is a client, unless it says that it is none. */
function signIn(
  request: SandboxRequest,
  organization: Organization,
  error: () => SandboxResponse,
): SandboxResponse {
  const suppressed = header(request, 'x-tfs-fedauthredirect')?.toLowerCase() === 'suppress';
  if (organization.signIn === 'page') return page(203, 'Azure DevOps Services | Sign In');
  if (organization.signIn === 'as-asked' && suppressed) return error();
  const target = new URL('https://spsprodweu1.vssps.visualstudio.com/_signin');
  target.searchParams.set('realm', azureDevOpsHost);
  target.searchParams.set('reply_to', request.url.href);
  return page(302, 'Object moved', { location: target.href });
}

function challenge(tenant: Tenant): SandboxResponse {
  return page(401, 'Azure DevOps Services | Sign In', {
    'www-authenticate': `Bearer authorization_uri=https://${tenant.cloud.authority}/${tenant.tenantId}`,
    'x-vss-resourcetenant': tenant.tenantId,
  });
}

/** https://learn.microsoft.com/azure/devops/integrate/concepts/rest-api-versioning; a GET may go without. */
function checkVersion(url: URL): SandboxResponse | undefined {
  const given = url.searchParams.get('api-version');
  if (given === null) return undefined;
  const [, number, preview] = /^(\d+\.\d+)(-preview(?:\.\d+)?)?$/.exec(given) ?? [];
  if (number === undefined) {
    return refuse(400, 'VssInvalidApiResourceVersionException', `The api-version ${given} is invalid.`);
  }
  if (Number(number) > latest) {
    return refuse(
      400,
      'VssVersionOutOfRangeException',
      `The requested REST API version of ${number} is out of range for this server. The latest REST API version this server supports is ${latest}.`,
    );
  }
  if (Number(number) > released && preview === undefined) {
    return refuse(
      400,
      'VssInvalidPreviewVersionException',
      `The requested version "${number}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${number}-preview"`,
    );
  }
  return undefined;
}

function listProjects(url: URL, organization: Organization, appId: string): SandboxResponse {
  const number = (name: string, fallback: number): number => Number(url.searchParams.get(name) ?? fallback);
  const size = number('$top', defaultPage);
  const start = number('continuationToken', 0) + number('$skip', 0);
  if (![size, start].every((each) => Number.isInteger(each) && each >= 0)) {
    return refuse(400, 'VssPropertyValidationException', 'The page that was asked for is not valid.');
  }
  const all = organization.projectsFor(appId);
  const root = `https://${azureDevOpsHost}/${organization.name}/_apis/projects`;
  const value = all.slice(start, start + size).map(({ id, name }) => ({
    id,
    name,
    url: `${root}/${id}`,
    state: 'wellFormed',
    revision: 11,
    visibility: 'private',
    lastUpdateTime: '2026-01-15T09:30:00.000Z',
  }));
  const more = start + size < all.length;
  return jsonResponse(
    200,
    { count: value.length, value },
    more ? { 'x-ms-continuationtoken': String(start + size) } : {},
  );
}
