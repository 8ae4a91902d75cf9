import { checkAccessToken } from '../entra/access-token.ts';
import type { Caller } from '../entra/access-token.ts';
import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import type { SandboxRequest } from '../../network/http.ts';
import { GraphError } from './errors.ts';

/** Whom the request's token speaks for. */
export async function authenticate(request: SandboxRequest, tenant: Tenant): Promise<Caller> {
  const root = `https://${tenant.cloud.graph}`;
  // The Graph of another cloud knows none of the tenant's tokens.
  const audiences = request.host === tenant.cloud.graph ? [root, `${root}/`] : [];
  const check = await checkAccessToken(request, tenant, audiences);
  switch (check.kind) {
    case 'good':
      requireKnown(check.caller, tenant);
      return check.caller;
    case 'missing':
      throw unauthenticated('Access token is empty.');
    case 'forged':
      throw unauthenticated('Access token validation failure. Invalid signature.');
    case 'foreign':
      throw unauthenticated('Access token validation failure. Invalid audience.');
    case 'expired':
      throw unauthenticated('Lifetime validation failed, the token is expired.');
    case 'revoked':
      throw claimsChallenge(check.claims, tenant);
  }
}

function requireKnown({ kind, appId }: Caller, tenant: Tenant): void {
  if (kind === 'person') return;
  const caller = tenant.applications.find((each) => each.appId === appId);
  if (caller && tenant.now() >= caller.unknownCallerUntil) return;
  throw new GraphError(
    401,
    'Authorization_IdentityNotFound',
    'The identity of the calling application could not be established.',
  );
}

const readAll = 'Application.Read.All';
const readDirectory = 'Directory.Read.All';
const writeOwned = 'Application.ReadWrite.OwnedBy';
const writeAll = 'Application.ReadWrite.All';

/** Global Administrator, Application Administrator, Cloud Application Administrator */
const administratorRoles = [
  '62e90394-69f5-4237-9190-012177145e10',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  '158c047a-c907-4556-b7ef-446551a6b5f7',
];

export function isAdministrator({ directoryRoles }: Caller): boolean {
  return directoryRoles.some((role) => administratorRoles.includes(role));
}

/** Application.ReadWrite.OwnedBy may read all applications, too; and so may every person. */
export function requireReading(caller: Caller): void {
  if (caller.kind === 'person') return;
  if ([readAll, readDirectory, writeOwned, writeAll].some((role) => caller.roles.includes(role))) return;
  if (!isAdministrator(caller)) throw denied();
}

/** Whoever may make applications: every person, unless the tenant forbids it. */
export function requireRegistering(caller: Caller): void {
  if (caller.kind === 'person') return;
  if ([writeOwned, writeAll].some((role) => caller.roles.includes(role))) return;
  if (!isAdministrator(caller)) throw denied();
}

export function requireOwnership(caller: Caller, application: Application): void {
  if (caller.roles.includes(writeAll) || isAdministrator(caller)) return;
  const mayWriteOwn = caller.kind === 'person' || caller.roles.includes(writeOwned);
  if (mayWriteOwn && application.owners.has(caller.objectId)) return;
  throw denied();
}

/**
 * Whoever owns the application, or has a custom role with `microsoft.directory/applications/credentials/update` on it. Such a
 * role reads nothing here.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions
 */
export function requireChangingCredentials(caller: Caller, application: Application): void {
  if (!application.credentialManagers.has(caller.objectId)) requireOwnership(caller, application);
}

function unauthenticated(message: string, headers: Readonly<Record<string, string>> = {}): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, headers);
}

/** https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function claimsChallenge(claims: string, { cloud }: Tenant): GraphError {
  const reason =
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
  const parts = [
    'realm=""',
    `authorization_uri="https://${cloud.authority}/common/oauth2/authorize"`,
    'client_id="00000003-0000-0000-c000-000000000000"',
    `errorDescription="${reason}"`,
    'error="insufficient_claims"',
    `claims="${Buffer.from(claims).toString('base64')}"`,
  ];
  return unauthenticated(reason, { 'www-authenticate': `Bearer ${parts.join(', ')}` });
}

export function denied(): GraphError {
  return new GraphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}
