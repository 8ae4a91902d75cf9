import * as v from 'valibot';
import { jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { permissions } from '../key-vault/vault.ts';
import type { Permission } from '../key-vault/vault.ts';
import { subscriptionId, vaultPath } from '../entra/subscription.ts';
import type { Tenant } from '../entra/tenant.ts';
import { badRequest, ResourceManagerError } from './errors.ts';
import type { Scene } from './scene.ts';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** Built-in roles, and what they allow on secrets. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security */
const roles: readonly Role[] = [
  {
    id: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    name: 'Key Vault Secrets Officer',
    permissions,
  },
  {
    id: '4633458b-17de-408a-b874-0445c86b69e6',
    name: 'Key Vault Secrets User',
    permissions: ['get', 'list'],
  },
];

/** https://learn.microsoft.com/rest/api/authorization/role-definitions/list */
export function listRoleDefinitions({ request }: Scene): SandboxResponse {
  const filter = request.url.searchParams.get('$filter') ?? '';
  const [, wanted] = /^roleName eq '([^']+)'$/.exec(filter) ?? [];
  if (wanted === undefined) {
    throw badRequest('InvalidFilter', `The sandbox does not know the filter '${filter}'.`);
  }
  const found = roles.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return jsonResponse(200, {
    value: found.map(({ id, name }) => ({
      id: definitionPath(id),
      name: id,
      type: 'Microsoft.Authorization/roleDefinitions',
      properties: {
        roleName: name,
        type: 'BuiltInRole',
        description: name,
        assignableScopes: ['/'],
        permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [] }],
      },
    })),
  });
}

const newAssignment = v.object({
  properties: v.object({
    roleDefinitionId: v.string(),
    principalId: v.pipe(v.string(), v.uuid()),
    principalType: v.nullish(v.picklist(['User', 'Group', 'ServicePrincipal'])),
  }),
});

/**
 * Assigns a role on a vault, or on one secret of it.
 * https://learn.microsoft.com/rest/api/authorization/role-assignments/create
 */
export function assignRole({ request, keyVaults, tenant }: Scene, name: string): SandboxResponse {
  const given = v.safeParse(newAssignment, jsonBody(request));
  if (!given.success) {
    throw badRequest(
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized.',
    );
  }
  const { roleDefinitionId, principalId } = given.output.properties;
  const role = roles.find(({ id }) => definitionPath(id).toLowerCase() === roleDefinitionId.toLowerCase());
  if (role === undefined) {
    throw badRequest(
      'RoleDefinitionDoesNotExist',
      `The specified role definition '${roleDefinitionId}' does not exist.`,
    );
  }
  const principalType = typeOf(principalId, tenant);
  if (principalType === undefined) {
    throw badRequest(
      'PrincipalNotFound',
      `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${tenant.tenantId}.`,
    );
  }
  const path = decodeURIComponent(request.url.pathname);
  const scope = path.slice(0, path.search(/\/providers\/Microsoft\.Authorization\//i));
  const { vault, secret } = locate(scope, keyVaults.all());
  const isThere = vault.roleAssignments.some(
    (each) => each.role === role.id && each.objectId === principalId && each.secret === secret,
  );
  if (isThere) {
    throw new ResourceManagerError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  }
  vault.roleAssignments.push({ objectId: principalId, role: role.id, permissions: role.permissions, secret });
  return jsonResponse(201, {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId,
      principalId,
      principalType,
      scope,
      condition: null,
      conditionVersion: null,
    },
  });
}

/** The vault that a scope names, and the one secret of it; the secret need not be there. */
function locate<T extends { readonly name: string }>(
  scope: string,
  vaults: readonly T[],
): { readonly vault: T; readonly secret: string | undefined } {
  for (const vault of vaults) {
    const path = vaultPath(vault.name).toLowerCase();
    const [, secret] = /^\/secrets\/([0-9a-z-]+)$/.exec(scope.toLowerCase().slice(path.length)) ?? [];
    if (scope.toLowerCase() === path || (scope.toLowerCase().startsWith(path) && secret !== undefined)) {
      return { vault, secret };
    }
  }
  throw badRequest('InvalidScope', `The sandbox has no key vault, and no secret of one, at '${scope}'.`);
}

function typeOf(objectId: string, { applications, people }: Tenant): 'ServicePrincipal' | 'User' | undefined {
  if (applications.some(({ servicePrincipalId }) => servicePrincipalId === objectId))
    return 'ServicePrincipal';
  return people.some(({ id }) => id === objectId) ? 'User' : undefined;
}

function definitionPath(id: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
}
