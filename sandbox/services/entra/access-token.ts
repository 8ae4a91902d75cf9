import * as v from 'valibot';
import { header } from '../../network/http.ts';
import type { SandboxRequest } from '../../network/http.ts';
import { names } from './resources.ts';
import type { Tenant } from './tenant.ts';

/** The application, or the person, that a token speaks for. */
export interface Caller {
  readonly kind: 'application' | 'person';
  readonly appId: string;
  readonly objectId: string;
  readonly tenantId: string;
  readonly issuer: string;
  /** The application permissions in the token. */
  readonly roles: readonly string[];
  /** The delegated permissions in the token of a person: what the program may do that the person signed in to. */
  readonly scopes: readonly string[];
  /** Template IDs of its directory roles. */
  readonly directoryRoles: readonly string[];
}

export type TokenCheck =
  | { readonly kind: 'good'; readonly caller: Caller }
  | { readonly kind: 'missing' | 'forged' | 'expired' }
  | { readonly kind: 'foreign'; readonly audience: string }
  /** `claims`: what the next login must ask for. */
  | { readonly kind: 'revoked'; readonly claims: string };

const claimsShape = v.object({
  aud: v.string(),
  exp: v.number(),
  nbf: v.number(),
  iss: v.string(),
  appid: v.string(),
  idtyp: v.optional(v.picklist(['app', 'user'])),
  oid: v.string(),
  tid: v.string(),
  roles: v.optional(v.array(v.string()), []),
  scp: v.optional(v.string(), ''),
  wids: v.array(v.string()),
});

/** Whether the tenant signed the request's token, for this resource, and for now. */
export async function checkAccessToken(
  request: SandboxRequest,
  tenant: Tenant,
  audiences: readonly string[],
): Promise<TokenCheck> {
  const token = /^Bearer +(.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  if (token === undefined) return { kind: 'missing' };
  const claims = v.safeParse(claimsShape, await tenant.tokens.verify(token));
  if (!claims.success) return { kind: 'forged' };
  const { aud, exp, nbf, iss, appid, idtyp, oid, tid, roles, scp, wids } = claims.output;
  if (!names(aud, audiences)) return { kind: 'foreign', audience: aud };
  const clockSkew = 300_000;
  if (exp * 1000 <= tenant.now() || nbf * 1000 - clockSkew > tenant.now()) return { kind: 'expired' };
  const requested = tenant.claimsFor(nbf);
  if (requested !== undefined) return { kind: 'revoked', claims: requested };
  const kind = idtyp === 'user' ? 'person' : 'application';
  const ids = { appId: appid, objectId: oid, tenantId: tid, issuer: iss };
  return { kind: 'good', caller: { kind, ...ids, roles, scopes: scp.split(' '), directoryRoles: wids } };
}
