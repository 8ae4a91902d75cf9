import { checkAccessToken } from '../entra/access-token.ts';
import type { Caller } from '../entra/access-token.ts';
import { keyVaultNames } from '../entra/resources.ts';
import { vaultPath } from '../entra/subscription.ts';
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
  recover: 'secrets/recover/action',
  purge: 'secrets/purge/action',
} as const;

/** Whom the request's token speaks for. A vault asks for that before all else. */
export async function authenticate(
  request: SandboxRequest,
  vault: KeyVault,
  tenant: Tenant,
): Promise<Caller> {
  const resource = `https://${tenant.cloud.keyVault}`;
  const refused = (message: string, claims?: string): VaultError =>
    new VaultError(401, 'Unauthorized', message, undefined, challenge(vault, tenant, claims));
  const check = await checkAccessToken(request, tenant, keyVaultNames(tenant.cloud));
  switch (check.kind) {
    case 'good':
      if (vault.otherTenantId === undefined) return check.caller;
      throw refused(
        `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${vault.otherTenantId}/, https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/, found ${check.caller.issuer}.`,
      );
    case 'missing':
      throw refused('AKV10000: Request is missing a Bearer or PoP token.');
    case 'forged':
      throw refused("[BearerReadAccessTokenFailed] Error validating token: 'IDX10511'.");
    case 'expired':
      throw refused("[TokenExpired] Error validating token: 'IDX10223'.");
    case 'revoked':
      throw refused(
        'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
        check.claims,
      );
    case 'foreign':
      throw refused(
        `AKV10022: Invalid audience. Expected ${resource} or ${keyVaultNames(tenant.cloud)[1] ?? ''}, found: ${check.audience}.`,
      );
  }
}

/**
 * The challenge tells a client where to get a token, and for what; after a revocation it asks for claims instead.
 * https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function challenge(
  { otherTenantId }: KeyVault,
  { cloud: { authority, keyVault }, tenantId }: Tenant,
  claims: string | undefined,
): Record<string, string> {
  return {
    'www-authenticate':
      claims === undefined
        ? `Bearer authorization="https://${authority}/${otherTenantId ?? tenantId}", resource="https://${keyVault}"`
        : `Bearer realm="", authorization_uri="https://${authority}/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
  };
}

/** The network rules, which are looked at once it is known who asks. */
export function passNetworkRules(vault: KeyVault, caller: Caller): void {
  if (vault.closedTo === undefined) return;
  const reasons = {
    ForbiddenByFirewall:
      'Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7',
    ForbiddenByConnection:
      'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
    ForbiddenByNsp: 'The request was forbidden by NSP policy.',
  };
  throw forbidden(
    vault.closedTo,
    `${reasons[vault.closedTo]}\r\nCaller: ${describe(caller)}\r\nVault: ${place(vault)}`,
  );
}

/** @param name the secret; empty for the vault as a whole */
export function requirePermission(
  vault: KeyVault,
  caller: Caller,
  permission: Permission,
  name: string,
): void {
  if (vault.roles.get(caller.appId)?.includes(permission)) return;
  if (vault.isGranted(caller.objectId, permission, name)) return;
  if (vault.permissionModel === 'access-policy') {
    throw forbidden(
      vault.accessPolicyCode,
      `The user, group or application '${describe(caller)}' does not have secrets ${permission} permission on key vault '${place(vault)}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    );
  }
  const resource = `${vaultPath(vault.name).toLowerCase()}${name === '' ? '' : `/secrets/${name}`}`;
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
