import type { Caller } from '../entra/access-token.ts';
import { denied, isAdministrator } from './authorization.ts';
import { GraphError } from './errors.ts';

type Roles = readonly string[];

/** Application.Read.All is not among the permissions that list owners. https://learn.microsoft.com/graph/api/application-list-owners */
export function requireReadingOwners(caller: Caller): void {
  if (caller.kind === 'person' || isAdministrator(caller)) return;
  requireOne(caller.roles, [
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
    'Directory.Read.All',
  ]);
}

/** https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get */
export function requireReadingPolicies({ kind, roles, scopes }: Caller): void {
  const sufficient = [
    'Policy.Read.All',
    'Policy.Read.ApplicationConfiguration',
    'Policy.ReadWrite.ApplicationConfiguration',
  ];
  if (kind === 'application') {
    requireOne(roles, sufficient);
    return;
  }
  if (sufficient.some((scope) => scopes.includes(scope))) return;
  // As in https://github.com/Azure/azure-cli/issues/23906
  throw new GraphError(
    403,
    'AccessDenied',
    'You cannot perform the requested operation, required scopes are missing in the token.',
  );
}

/** Reports refuse in another way than the rest. https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8997 */
export function requireReadingReports({ roles, scopes }: Caller): void {
  const needed = 'AuditLog.Read.All';
  if (roles.includes(needed) || scopes.includes(needed)) return;
  throw new GraphError(
    403,
    'Authentication_MSGraphPermissionMissing',
    `Calling principal does not have required MSGraph permissions ${needed}`,
  );
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments */
export function requireReadingDirectory(caller: Caller): void {
  if (caller.kind === 'person' || isAdministrator(caller)) return;
  requireOne(caller.roles, ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All']);
}

/** https://learn.microsoft.com/graph/api/organization-list */
export function requireReadingOrganization(caller: Caller): void {
  if (caller.kind === 'person' || isAdministrator(caller)) return;
  requireOne(caller.roles, ['Organization.Read.All', 'Directory.Read.All']);
}

/** https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions */
export function requireReadingRoles(caller: Caller): void {
  if (caller.kind === 'person' || isAdministrator(caller)) return;
  requireOne(caller.roles, ['RoleManagement.Read.Directory', 'Directory.Read.All']);
}

/** Global Administrator, Privileged Role Administrator */
const assigningRoles = ['62e90394-69f5-4237-9190-012177145e10', 'e8611ab8-c189-46e8-94e1-60213ab1f814'];

/** Only these may grant permissions of Microsoft Graph. https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments */
export function requireAssigningRoles({ roles, directoryRoles }: Caller): void {
  if (directoryRoles.some((role) => assigningRoles.includes(role))) return;
  requireOne(roles, ['AppRoleAssignment.ReadWrite.All']);
}

/** An application needs a second permission, which finds the new owner. https://learn.microsoft.com/graph/api/application-post-owners */
export function requireAddingOwners(caller: Caller): void {
  if (caller.kind === 'person' || isAdministrator(caller)) return;
  requireOne(caller.roles, ['Directory.Read.All']);
}

function requireOne(roles: Roles, sufficient: Roles): void {
  if (!sufficient.some((role) => roles.includes(role))) throw denied();
}
