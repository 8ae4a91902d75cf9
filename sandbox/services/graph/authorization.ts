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

function unauthenticated(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message);
}

export function denied(): GraphError {
  return new GraphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}
