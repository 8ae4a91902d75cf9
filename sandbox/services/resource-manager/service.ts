import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import { checkAccessToken } from '../entra/access-token.ts';
import type { Caller } from '../entra/access-token.ts';
import type { Subscription } from '../entra/subscription.ts';
import type { Tenant } from '../entra/tenant.ts';
import type { KeyVaults } from '../key-vault/key-vaults.ts';
import { errorResponse, ResourceManagerError } from './errors.ts';
import { assignRole, listRoleDefinitions } from './role-assignments.ts';
import type { Scene } from './scene.ts';
import { changeVault, listManagedHsms, listVaults, showVault } from './vaults.ts';

/**
 * Azure Resource Manager, as far as it takes to look at key vaults and to grant access to them. Azure CLI asks it for the
 * subscriptions at every login, `--allow-no-subscriptions` or not.
 * https://learn.microsoft.com/rest/api/resources, /rest/api/keyvault/keyvault/vaults, /rest/api/authorization/role-assignments
 */
export function resourceManagerService(tenant: Tenant, keyVaults: KeyVaults): Service {
  return async (request) => {
    const check = await checkAccessToken(request, tenant, [tenant.cloud.resourceManagerName]);
    try {
      if (check.kind !== 'good') {
        throw new ResourceManagerError(401, 'InvalidAuthenticationToken', 'The access token is invalid.');
      }
      return serve({ request, caller: check.caller, tenant, keyVaults });
    } catch (error) {
      if (!(error instanceof ResourceManagerError)) throw error;
      return errorResponse(error);
    }
  };
}

/** What the paths below a subscription serve, and the action that Azure's roles allow. */
const operations: readonly {
  readonly method: string;
  readonly path: RegExp;
  readonly action: string;
  readonly serve: (scene: Scene, name: string) => SandboxResponse;
}[] = [
  {
    method: 'GET',
    path: /^\/resources$/i,
    action: 'Microsoft.Resources/subscriptions/resources/read',
    serve: listVaults,
  },
  {
    method: 'GET',
    path: /^\/providers\/Microsoft\.KeyVault\/managedHSMs$/i,
    action: 'Microsoft.KeyVault/managedHSMs/read',
    serve: listManagedHsms,
  },
  { method: 'GET', path: vaultPattern(), action: 'Microsoft.KeyVault/vaults/read', serve: showVault },
  { method: 'PUT', path: vaultPattern(), action: 'Microsoft.KeyVault/vaults/write', serve: changeVault },
  {
    method: 'GET',
    path: /\/providers\/Microsoft\.Authorization\/roleDefinitions$/i,
    action: 'Microsoft.Authorization/roleDefinitions/read',
    serve: listRoleDefinitions,
  },
  {
    method: 'PUT',
    path: /\/providers\/Microsoft\.Authorization\/roleAssignments\/([^/]+)$/i,
    action: 'Microsoft.Authorization/roleAssignments/write',
    serve: assignRole,
  },
];

function vaultPattern(): RegExp {
  return /^\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;
}

function serve(scene: Scene): SandboxResponse {
  const { request, caller, tenant } = scene;
  const { subscription } = tenant;
  const path = decodeURIComponent(request.url.pathname);
  if (!/^\/subscriptions(?:\/|$)/.test(path)) throw notServed(request);
  if (!request.url.searchParams.has('api-version')) {
    throw new ResourceManagerError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (request.method === 'GET' && path === '/subscriptions') return listSubscriptions(scene);
  const [, id = '', rest = ''] = /^\/subscriptions\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (id !== subscription.id) {
    throw new ResourceManagerError(
      404,
      'SubscriptionNotFound',
      `The subscription '${id}' could not be found.`,
    );
  }
  for (const { method, path: pattern, action, serve: handle } of operations) {
    const match = method === request.method ? pattern.exec(rest) : null;
    if (match === null) continue;
    requireOwner(caller, subscription, action, path);
    return handle(scene, match[1] ?? '');
  }
  throw notServed(request);
}

function listSubscriptions({ caller, tenant: { subscription, tenantId } }: Scene): SandboxResponse {
  const all = subscription.owners.has(caller.objectId)
    ? [
        {
          id: `/subscriptions/${subscription.id}`,
          authorizationSource: 'RoleBased',
          managedByTenants: [],
          subscriptionId: subscription.id,
          tenantId,
          displayName: 'Sandbox',
          state: 'Enabled',
        },
      ]
    : [];
  return jsonResponse(200, { value: all, count: { type: 'Total', value: all.length } });
}

function requireOwner(caller: Caller, { owners }: Subscription, action: string, scope: string): void {
  if (owners.has(caller.objectId)) return;
  throw new ResourceManagerError(
    403,
    'AuthorizationFailed',
    `The client '${caller.objectId}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function notServed({ method, url }: SandboxRequest): ResourceManagerError {
  return new ResourceManagerError(
    404,
    'ResourceNotFound',
    `The sandbox's Azure Resource Manager does not serve ${method} ${url.pathname}.`,
  );
}
