import { denied } from './authorization.ts';
import { GraphError } from './errors.ts';

type Roles = readonly string[];

/** Application.Read.All is not among the permissions that list owners. https://learn.microsoft.com/graph/api/application-list-owners */
export function requireReadingOwners(roles: Roles): void {
  requireOne(roles, ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All', 'Directory.Read.All']);
}

/** https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get */
export function requireReadingPolicies(roles: Roles): void {
  requireOne(roles, [
    'Policy.Read.All',
    'Policy.Read.ApplicationConfiguration',
    'Policy.ReadWrite.ApplicationConfiguration',
  ]);
}

/** Reports refuse in another way than the rest. https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8997 */
export function requireReadingReports(roles: Roles): void {
  const needed = 'AuditLog.Read.All';
  if (roles.includes(needed)) return;
  throw new GraphError(
    403,
    'Authentication_MSGraphPermissionMissing',
    `Calling principal does not have required MSGraph permissions ${needed}`,
  );
}

function requireOne(roles: Roles, sufficient: Roles): void {
  if (!sufficient.some((role) => roles.includes(role))) throw denied();
}
