import * as v from 'valibot';
import { jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { resourceGroup, vaultPath } from '../entra/subscription.ts';
import type { KeyVault } from '../key-vault/vault.ts';
import { permissions } from '../key-vault/vault.ts';
import { badRequest, resourceNotFound } from './errors.ts';
import type { Scene } from './scene.ts';

const type = 'Microsoft.KeyVault/vaults';

/**
 * The resources of a subscription: here, its key vaults. A list shows no properties, such as the URL of a vault.
 * https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list
 */
export function listVaults({ request, keyVaults, tenant }: Scene): SandboxResponse {
  const filter = request.url.searchParams.get('$filter');
  if (filter !== `resourceType eq '${type}'`) {
    throw badRequest(
      'InvalidFilterInQueryString',
      `The sandbox does not know the filter '${String(filter)}'.`,
    );
  }
  const all = keyVaults.all().map(({ name }) => ({
    id: vaultPath(name),
    name,
    type,
    location: tenant.subscription.location,
    tags: {},
  }));
  return jsonResponse(200, { value: all });
}

/** Nobody has one. https://learn.microsoft.com/rest/api/keyvault/managedhsm/managed-hsms/list-by-subscription */
export function listManagedHsms(): SandboxResponse {
  return jsonResponse(200, { value: [] });
}

/** https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get */
export function showVault(scene: Scene, name: string): SandboxResponse {
  return jsonResponse(200, vaultBody(scene, requireVault(scene, name)));
}

const newProperties = v.object({
  location: v.string(),
  properties: v.object({
    tenantId: v.string(),
    sku: v.object({ family: v.literal('A'), name: v.picklist(['standard', 'premium']) }),
    enableRbacAuthorization: v.nullish(v.boolean()),
    accessPolicies: v.array(
      v.object({
        tenantId: v.string(),
        objectId: v.pipe(v.string(), v.uuid()),
        permissions: v.object({ secrets: v.nullish(v.array(v.string())) }),
      }),
    ),
  }),
});

/**
 * Replaces the settings of a vault; here, who has access.
 * https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/create-or-update
 */
export function changeVault(scene: Scene, name: string): SandboxResponse {
  const vault = requireVault(scene, name);
  const given = v.safeParse(newProperties, jsonBody(scene.request));
  if (!given.success) {
    throw badRequest(
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized.',
    );
  }
  const { accessPolicies, enableRbacAuthorization } = given.output.properties;
  vault.permissionModel = enableRbacAuthorization === true ? 'rbac' : 'access-policy';
  vault.accessPolicies = accessPolicies.map(({ objectId, permissions: { secrets } }) => {
    const all = (secrets ?? []).map((each) => each.toLowerCase());
    return {
      objectId,
      permissions: permissions.filter((each) => all.includes(each) || all.includes('all')),
    };
  });
  return jsonResponse(200, vaultBody(scene, vault));
}

function requireVault({ keyVaults }: Scene, name: string): KeyVault {
  const vault = keyVaults.all().find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (vault === undefined) throw resourceNotFound(type, name, resourceGroup);
  return vault;
}

function vaultBody({ tenant }: Scene, vault: KeyVault): Record<string, unknown> {
  const tenantId = vault.otherTenantId ?? tenant.tenantId;
  return {
    id: vaultPath(vault.name),
    name: vault.name,
    type,
    location: tenant.subscription.location,
    tags: {},
    properties: {
      sku: { family: 'A', name: 'standard' },
      tenantId,
      ...(vault.closedTo === 'ForbiddenByFirewall' && {
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] },
      }),
      accessPolicies: vault.accessPolicies.map(({ objectId, permissions: secrets }) => ({
        tenantId,
        objectId,
        permissions: { keys: [], secrets, certificates: [], storage: [] },
      })),
      enabledForDeployment: false,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enableRbacAuthorization: vault.permissionModel === 'rbac',
      vaultUri: `https://${vault.host}/`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: vault.closedTo === 'ForbiddenByConnection' ? 'Disabled' : 'Enabled',
    },
  };
}
