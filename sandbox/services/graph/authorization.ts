import * as v from 'valibot';
import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import { bearerToken } from '../../network/http.ts';
import type { SandboxRequest } from '../../network/http.ts';
import { GraphError } from './errors.ts';

/** Who asks, and the application permissions that came with the token. */
export interface Caller {
  readonly objectId: string;
  readonly roles: readonly string[];
}

const accessToken = v.object({
  aud: v.string(),
  exp: v.number(),
  oid: v.string(),
  roles: v.optional(v.array(v.string()), []),
});

export async function authenticate(request: SandboxRequest, tenant: Tenant): Promise<Caller> {
  const token = bearerToken(request);
  if (token === undefined) throw unauthenticated('Access token is empty.');
  const claims = v.safeParse(accessToken, await tenant.tokens.verify(token));
  if (!claims.success) throw unauthenticated('Access token validation failure. Invalid signature.');
  const { aud, exp, oid, roles } = claims.output;
  if (request.host !== tenant.cloud.graph || aud.replace(/\/$/, '') !== `https://${request.host}`) {
    throw unauthenticated('Access token validation failure. Invalid audience.');
  }
  if (exp * 1000 <= tenant.now()) throw unauthenticated('Lifetime validation failed, the token is expired.');
  return { objectId: oid, roles };
}

const readAll = 'Application.Read.All';
const writeOwned = 'Application.ReadWrite.OwnedBy';
const writeAll = 'Application.ReadWrite.All';

/** Application.ReadWrite.OwnedBy may read all applications, too. */
export function requireReading(caller: Caller): void {
  if (![readAll, writeOwned, writeAll].some((role) => caller.roles.includes(role))) throw denied();
}

export function requireOwnership(caller: Caller, application: Application): void {
  if (caller.roles.includes(writeAll)) return;
  if (caller.roles.includes(writeOwned) && application.owners.has(caller.objectId)) return;
  throw denied();
}

/** Application.Read.All is not among the permissions that list owners. https://learn.microsoft.com/graph/api/application-list-owners */
export function requireReadingOwners(caller: Caller): void {
  if (![writeOwned, writeAll, 'Directory.Read.All'].some((role) => caller.roles.includes(role))) {
    throw denied();
  }
}

export function requireReadingPolicies(caller: Caller): void {
  const sufficient = ['Read.All', 'Read.ApplicationConfiguration', 'ReadWrite.ApplicationConfiguration'];
  if (!sufficient.some((role) => caller.roles.includes(`Policy.${role}`))) throw denied();
}

/** Reports refuse in another way than the rest. https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8997 */
export function requireReadingReports(caller: Caller): void {
  const role = 'AuditLog.Read.All';
  if (caller.roles.includes(role)) return;
  throw new GraphError(
    403,
    'Authentication_MSGraphPermissionMissing',
    `Calling principal does not have required MSGraph permissions ${role}`,
  );
}

function unauthenticated(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message);
}

function denied(): GraphError {
  return new GraphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}
