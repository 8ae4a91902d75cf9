import type { DirectoryRole, Organization, UnifiedRoleDefinition } from '@microsoft/microsoft-graph-types';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { directoryRoles } from '../entra/people.ts';
import type { Person } from '../entra/people.ts';
import { collection } from './collection.ts';
import { GraphError } from './errors.ts';
import { requireReadingDirectory, requireReadingOrganization, requireReadingRoles } from './permissions.ts';
import { findPrincipal } from './principals.ts';
import { allowOptions, select } from './query.ts';
import type { Scene } from './scene.ts';
import { userEntity } from './users.ts';

/** https://learn.microsoft.com/graph/api/organization-list */
export function showOrganization({ tenant, caller, request: { url }, root }: Scene): SandboxResponse {
  requireReadingOrganization(caller);
  allowOptions(url, ['$select']);
  const organization = {
    id: tenant.tenantId,
    deletedDateTime: null,
    displayName: 'Sandbox',
    tenantType: 'AAD',
    verifiedDomains: [
      {
        name: 'sandbox.onmicrosoft.com',
        isDefault: true,
        isInitial: true,
        type: 'Managed',
        capabilities: 'Email',
      },
    ],
  } satisfies Organization;
  return jsonResponse(200, collection([select(organization, url)], url, `${root}/$metadata#organization`));
}

/** Only people have one. As in https://github.com/microsoftgraph/msgraph-sdk-php/issues/1163 */
export function showSignedInUser(scene: Scene): SandboxResponse {
  const user = userEntity(findSignedInUser(scene));
  const { url } = scene.request;
  allowOptions(url, ['$select']);
  return jsonResponse(200, {
    '@odata.context': `${scene.root}/$metadata#users/$entity`,
    ...select(user, url),
  });
}

function findSignedInUser({ tenant, caller }: Scene): Person {
  const person = tenant.people.find(({ id }) => caller.kind === 'person' && id === caller.objectId);
  if (person) return person;
  throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
}

/** https://learn.microsoft.com/graph/api/user-list-transitivememberof */
export function listOwnRoles(scene: Scene): SandboxResponse {
  return listRoles(scene, findSignedInUser(scene).directoryRoles);
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-transitivememberof */
export function listRolesOfPrincipal(scene: Scene): SandboxResponse {
  requireReadingDirectory(scene.caller);
  return listRoles(scene, findPrincipal(scene).application?.directoryRoles ?? []);
}

function listRoles({ request: { url }, root }: Scene, ids: readonly string[]): SandboxResponse {
  allowOptions(url, ['$select']);
  const roles = directoryRoles
    .filter(({ id }) => ids.includes(id))
    .map(({ id, displayName }) => {
      // The role in this tenant has an ID of its own.
      const role = {
        id: id.replace(/^.{8}/, 'eeeeeeee'),
        deletedDateTime: null,
        displayName,
        roleTemplateId: id,
      };
      return select(role satisfies DirectoryRole, url);
    });
  return jsonResponse(200, collection(roles, url, `${root}/$metadata#directoryRoles`));
}

/** The directory roles of the tenant, those that it has defined itself included. https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions */
export function listRoleDefinitions({ tenant, caller, request: { url }, root }: Scene): SandboxResponse {
  requireReadingRoles(caller);
  allowOptions(url, ['$select', '$top', '$skiptoken']);
  const own = tenant.customRoles.map((role) => ({ ...role, isBuiltIn: false }));
  const all = [...directoryRoles.map((role) => ({ ...role, isBuiltIn: true })), ...own];
  const definitions = all.map((role) =>
    select({ ...role, isEnabled: true, templateId: role.id } satisfies UnifiedRoleDefinition, url),
  );
  const context = `${root}/$metadata#roleManagement/directory/roleDefinitions`;
  return jsonResponse(200, collection(definitions, url, context));
}
