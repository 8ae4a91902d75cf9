import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import type { ServicePrincipal as ServicePrincipalEntity } from '@microsoft/microsoft-graph-types';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import { appRoles, graphAppId, graphPrincipalId } from './app-roles.ts';
import { requireOwnership, requireReading } from './authorization.ts';
import { collection } from './collection.ts';
import { badRequest, GraphError, invalidBody, missingBackingApplication, notFound } from './errors.ts';
import { parseFilter } from './filter.ts';
import type { Properties } from './filter.ts';
import { allowOptions, select } from './query.ts';
import { isNamed, readId } from './scene.ts';
import type { Scene } from './scene.ts';

/** A service principal of the tenant: that of an application, or that of Microsoft Graph. */
export interface Principal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly addedAt: number;
  readonly application: Application | undefined;
}

export const microsoftGraph: Principal = {
  id: graphPrincipalId,
  appId: graphAppId,
  displayName: 'Microsoft Graph',
  addedAt: -Infinity,
  application: undefined,
};

const properties: Properties<Principal> = {
  id: ({ id }) => id,
  appId: ({ appId }) => appId,
  displayName: ({ displayName }) => displayName,
  servicePrincipalNames: ({ appId }) => [appId],
  servicePrincipalType: () => 'Application',
};

const newPrincipal = v.object({ appId: v.pipe(v.string(), v.uuid()) });

/** Those that the replica knows. */
function principalsOf({ tenant, isKnown }: Scene): readonly Principal[] {
  const own = tenant.applications.flatMap((application) => {
    const { servicePrincipal, appId, displayName } = application;
    return servicePrincipal ? [{ ...servicePrincipal, appId, displayName, application }] : [];
  });
  return [...own, microsoftGraph].filter(({ addedAt }) => isKnown(addedAt));
}

export function lookUpPrincipal(scene: Scene, id: string): Principal | undefined {
  return principalsOf(scene).find((each) => isNamed(id, each.id, each.appId));
}

/** The principal that the first ID of the path names, or another ID. */
export function findPrincipal(scene: Scene, id = scene.ids[0] ?? ''): Principal {
  const found = lookUpPrincipal(scene, id);
  if (!found) throw notFound(readId(id));
  return found;
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list */
export function listPrincipals(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  const { url } = scene.request;
  allowOptions(url, ['$filter', '$select', '$top', '$skiptoken']);
  const filter = url.searchParams.get('$filter');
  const matches = filter === null ? () => true : parseFilter(filter, properties, 'ServicePrincipal');
  const entities = principalsOf(scene)
    .filter(matches)
    .map((each) => select(entityOf(each, scene.tenant), url));
  return jsonResponse(200, collection(entities, url, `${scene.root}/$metadata#servicePrincipals`));
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-get */
export function showPrincipal(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  const { url } = scene.request;
  allowOptions(url, ['$select']);
  return jsonResponse(200, {
    '@odata.context': `${scene.root}/$metadata#servicePrincipals/$entity`,
    ...select(entityOf(findPrincipal(scene), scene.tenant), url),
  });
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals */
export function addPrincipal(scene: Scene): SandboxResponse {
  const { tenant, caller, request, isKnown, root } = scene;
  const given = v.safeParse(newPrincipal, jsonBody(request));
  if (!given.success)
    throw badRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
  const { appId } = given.output;
  const application = tenant.applications.find((each) => each.appId === appId.toLowerCase());
  if (!application || !isKnown(application.registeredAt)) throw missingBackingApplication(appId, caller);
  requireOwnership(caller, application);
  if (application.servicePrincipal) {
    throw new GraphError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  }
  const added = { id: randomUUID(), addedAt: tenant.now() };
  application.servicePrincipal = added;
  const principal = { ...added, appId: application.appId, displayName: application.displayName, application };
  return jsonResponse(201, {
    '@odata.context': `${root}/$metadata#servicePrincipals/$entity`,
    ...entityOf(principal, tenant),
  });
}

const changedPrincipal = v.strictObject({ accountEnabled: v.optional(v.boolean()) });

/** Enables or disables it; nothing else can be changed here. https://learn.microsoft.com/graph/api/serviceprincipal-update */
export function changePrincipal(scene: Scene): SandboxResponse {
  const { application } = findPrincipal(scene);
  if (!application) throw badRequest('Microsoft Graph cannot be changed.');
  requireOwnership(scene.caller, application);
  const given = v.safeParse(changedPrincipal, jsonBody(scene.request));
  if (!given.success) throw invalidBody(given.issues);
  application.disabled = !(given.output.accountEnabled ?? !application.disabled);
  return emptyResponse(204);
}

/** Its permissions go with it. https://learn.microsoft.com/graph/api/serviceprincipal-delete */
export function deletePrincipal(scene: Scene): SandboxResponse {
  const { application } = findPrincipal(scene);
  if (!application) throw badRequest('Microsoft Graph cannot be deleted.');
  requireOwnership(scene.caller, application);
  application.servicePrincipal = undefined;
  application.roles = [];
  return emptyResponse(204);
}

function entityOf(
  { id, appId, displayName, application }: Principal,
  tenant: Tenant,
): Record<string, unknown> {
  return {
    id,
    deletedDateTime: null,
    accountEnabled: !(application?.disabled ?? false),
    appDisplayName: displayName,
    appId,
    appOwnerOrganizationId: application ? tenant.tenantId : 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
    appRoleAssignmentRequired: false,
    appRoles: application ? [] : appRoles.map(appRoleEntity),
    displayName,
    keyCredentials: [],
    passwordCredentials: (application?.servicePrincipal?.passwordIds ?? []).map((keyId) => ({ keyId })),
    servicePrincipalNames: [appId],
    servicePrincipalType: 'Application',
    signInAudience: application?.signInAudience ?? 'AzureADMultipleOrgs',
    tags: [],
  } satisfies ServicePrincipalEntity;
}

function appRoleEntity({
  id,
  value,
}: (typeof appRoles)[number]): NonNullable<ServicePrincipalEntity['appRoles']>[number] {
  return {
    id,
    value,
    displayName: value,
    description: value,
    isEnabled: true,
    origin: 'Application',
    allowedMemberTypes: ['Application'],
  };
}
