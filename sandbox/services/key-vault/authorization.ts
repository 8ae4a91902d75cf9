import { checkAccessToken } from '../entra/access-token.ts';
import type { Caller } from '../entra/access-token.ts';
import { keyVaultNames } from '../entra/resources.ts';
import type { Tenant } from '../entra/tenant.ts';
import type { SandboxRequest } from '../../network/http.ts';
import { forbidden, VaultError } from './errors.ts';
import type { KeyVault, Permission } from './vault.ts';

/** How Azure RBAC calls them. https://learn.microsoft.com/azure/role-based-access-control/permissions/security */
const actions = {
  get: 'secrets/getSecret/action',
  list: 'secrets/readMetadata/action',
  set: 'secrets/setSecret/action',
  delete: 'secrets/delete',
} as const;

/** Whom the request's token speaks for. A vault asks for that before all else. */
export async function authenticate(request: SandboxRequest, tenant: Tenant): Promise<Caller> {
  const resource = `https://${tenant.cloud.keyVault}`;
  const check = await checkAccessToken(request, tenant, keyVaultNames(tenant.cloud));
  switch (check.kind) {
    case 'good':
      return check.caller;
    case 'missing':
      throw unauthenticated('AKV10000: Request is missing a Bearer or PoP token.');
    case 'forged':
      throw unauthenticated('[BearerReadAccessTokenFailed] Error validating the token: signature.');
    case 'expired':
    case 'revoked':
      throw unauthenticated('[TokenExpired] Error validating the token: lifetime.');
    case 'foreign':
      throw unauthenticated(`AKV10022: Invalid audience. Expected ${resource}, found: ${check.audience}.`);
  }
}

/**
 * The challenge tells a client where to get a token, and for what.
 * https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
export function challenge(tenant: Tenant): Record<string, string> {
  const { authority, keyVault } = tenant.cloud;
  return {
    'www-authenticate': `Bearer authorization="https://${authority}/${tenant.tenantId}", resource="https://${keyVault}"`,
  };
}

/** The network rules, which are looked at once it is known who asks. */
export function passFirewall(vault: KeyVault, caller: Caller): void {
  if (!vault.firewall) return;
  throw forbidden(
    'ForbiddenByFirewall',
    `Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7\r\nCaller: ${describe(caller)}\r\nVault: ${place(vault)}`,
  );
}

export function requirePermission(
  vault: KeyVault,
  caller: Caller,
  permission: Permission,
  name: string,
): void {
  if (vault.roles.get(caller.appId)?.includes(permission)) return;
  if (vault.permissionModel === 'access-policy') {
    throw forbidden(
      'ForbiddenByPolicy',
      `The user, group or application '${describe(caller)}' does not have secrets ${permission} permission on key vault '${place(vault)}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    );
  }
  const resource = `/subscriptions/50000000-0000-4000-8000-000000000000/resourcegroups/sandbox/providers/microsoft.keyvault/vaults/${vault.name}/secrets/${name}`;
  throw forbidden(
    'ForbiddenByRbac',
    `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: ${describe(caller)}\r\nAction: 'Microsoft.KeyVault/vaults/${actions[permission]}'\r\nResource: '${resource}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: ${place(vault)}\r\n`,
  );
}

function describe(caller: Caller): string {
  return `appid=${caller.appId};oid=${caller.objectId};iss=${caller.issuer}`;
}

function place(vault: KeyVault): string {
  return `${vault.name};location=westeurope`;
}

function unauthenticated(message: string): VaultError {
  return new VaultError(401, 'Unauthorized', message);
}
