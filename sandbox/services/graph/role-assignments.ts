import { createHash } from 'node:crypto';
import type { AppRoleAssignment } from '@microsoft/microsoft-graph-types';
import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { appRoles } from './app-roles.ts';
import { collection } from './collection.ts';
import { badRequest, invalidBody, notFound } from './errors.ts';
import { requireAssigningRoles, requireReadingDirectory } from './permissions.ts';
import { findPrincipal, lookUpPrincipal, microsoftGraph } from './principals.ts';
import type { Principal } from './principals.ts';
import { allowOptions, select } from './query.ts';
import type { Scene } from './scene.ts';

const uuid = v.pipe(v.string(), v.uuid());
const newAssignment = v.object({ principalId: uuid, resourceId: uuid, appRoleId: uuid });

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments */
export function listAssignments(scene: Scene): SandboxResponse {
  requireReadingDirectory(scene.caller);
  const { url } = scene.request;
  allowOptions(url, ['$select', '$top', '$skiptoken']);
  const principal = findPrincipal(scene);
  const { roles = [], rolesGrantedAt } = principal.application ?? {};
  const entities = roles
    .filter((role) => scene.isKnown(rolesGrantedAt?.get(role) ?? -Infinity))
    .map((role) => select(entityOf(principal, role, scene), url));
  const context = `${scene.root}/$metadata#servicePrincipals('${principal.id}')/appRoleAssignments`;
  return jsonResponse(200, collection(entities, url, context));
}

/**
 * Grants an application permission, which is what an administrator's consent does.
 * https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments
 */
export function addAssignment(scene: Scene): SandboxResponse {
  requireAssigningRoles(scene.caller);
  const owner = findPrincipal(scene);
  const given = v.safeParse(newAssignment, jsonBody(scene.request));
  if (!given.success) throw invalidBody(given.issues);
  const { principalId, resourceId, appRoleId } = given.output;
  // The path may name either side: appRoleAssignments the one that gets the permission, appRoleAssignedTo the other.
  if (![principalId, resourceId].includes(owner.id)) throw badRequest('Not a valid reference update.');
  const principal = findReferenced(scene, principalId);
  const resource = findReferenced(scene, resourceId);
  const role = resource.application ? undefined : appRoles.find(({ id }) => id === appRoleId)?.value;
  if (role === undefined) throw badRequest('Permission being assigned was not found on application');
  const { application } = principal;
  if (!application) throw badRequest('Not a valid reference update.');
  if (application.roles.includes(role)) {
    throw badRequest('Permission being assigned already exists on the object');
  }
  application.roles = [...application.roles, role];
  application.rolesGrantedAt.set(role, scene.tenant.now());
  return jsonResponse(201, {
    '@odata.context': `${scene.root}/$metadata#servicePrincipals('${owner.id}')/appRoleAssignments/$entity`,
    ...entityOf(principal, role, scene),
  });
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments */
export function deleteAssignment(scene: Scene): SandboxResponse {
  requireAssigningRoles(scene.caller);
  const principal = findPrincipal(scene);
  const { application } = principal;
  const [, wanted = ''] = scene.ids;
  const role = application?.roles.find((each) => idOf(principal, each) === wanted);
  if (!application || role === undefined) throw notFound(wanted);
  application.roles = application.roles.filter((each) => each !== role);
  return emptyResponse(204);
}

/** What a body names is refused in another way than what the path names. As in https://github.com/microsoftgraph/msgraph-bicep-types/issues/193 */
function findReferenced(scene: Scene, id: string): Principal {
  const found = lookUpPrincipal(scene, id);
  if (!found) throw badRequest('Not a valid reference update.');
  return found;
}

function idOf({ id }: Principal, role: string): string {
  return createHash('sha256').update(`${id} ${role}`).digest('base64url');
}

function entityOf(principal: Principal, role: string, { tenant }: Scene): Record<string, unknown> {
  const grantedAt = principal.application?.rolesGrantedAt.get(role) ?? tenant.now();
  return {
    id: idOf(principal, role),
    deletedDateTime: null,
    appRoleId: appRoles.find(({ value }) => value === role)?.id ?? '00000000-0000-0000-0000-000000000000',
    createdDateTime: new Date(grantedAt).toISOString(),
    principalDisplayName: principal.displayName,
    principalId: principal.id,
    principalType: 'ServicePrincipal',
    resourceDisplayName: microsoftGraph.displayName,
    resourceId: microsoftGraph.id,
  } satisfies AppRoleAssignment;
}
