import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import * as v from 'valibot';
import { header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import type { TokenVerifier } from '../../network/tokens.ts';
import type { Application } from './application.ts';
import { checkAssertion } from './federation.ts';
import { LoginRefused } from './refusals.ts';
import { issuePersonToken } from './person-login.ts';
import { requireResource } from './resource.ts';
import type { Tenant } from './tenant.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const tokenLifetime = 3599;
const backdating = 300;

/** The client credentials flow, with a client secret or with a token of the trusted issuer; and the flows of people. */
export async function issueToken(
  request: SandboxRequest,
  tenant: Tenant,
  oidc: TokenVerifier,
): Promise<SandboxResponse> {
  checkService(tenant);
  const isForm = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  const fields = new URLSearchParams(isForm ? request.body : '');
  const grantType = requiredField(fields, 'grant_type');
  if (grantType === 'password' || grantType === 'refresh_token') return issuePersonToken(fields, tenant);
  if (grantType !== 'client_credentials') {
    throw new LoginRefused(70003, `The app requested an unsupported grant type '${grantType}'.`);
  }
  const delay = tenant.nextReplicationDelay();
  const isKnown = (addedAt: number): boolean => addedAt + delay <= tenant.now();
  const application = findApplication(tenant, requiredField(fields, 'client_id'), isKnown);
  const principal = requirePrincipal(tenant, application, isKnown);
  const resource = requireResource(tenant, requiredField(fields, 'scope'));

  const requested = readClaims(fields.get('claims'));

  const secret = fields.get('client_secret');
  const assertion = fields.get('client_assertion');
  if (secret !== null) {
    checkSecret(tenant, application, secret);
  } else if (assertion !== null && fields.get('client_assertion_type') === assertionType) {
    await checkAssertion(application, assertion, oidc, tenant, delay);
  } else {
    throw new LoginRefused(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  if (application.blockedByConditionalAccess) {
    throw new LoginRefused(
      53003,
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    );
  }
  const claims = {
    ...accessTokenClaims(tenant, application, principal, requested),
    ...rolesClaim(application, isKnown),
    aud: resource,
    // 1: a client secret, 2: an assertion.
    appidacr: secret === null ? '2' : '1',
  };
  return jsonResponse(
    200,
    {
      token_type: 'Bearer',
      expires_in: tokenLifetime,
      ext_expires_in: tokenLifetime,
      access_token: await tenant.tokens.sign(claims, tenant.policies.opaqueTokens),
    },
    { 'cache-control': 'no-store, no-cache' },
  );
}

/** What fails before Entra looks at the login. */
function checkService({ policies, loginErrors, tenantId }: Tenant): void {
  if (policies.loginsThrottled) throw new LoginRefused(90055, 'There are too many incoming requests.');
  const error = loginErrors.shift();
  if (error !== undefined) throw error;
  if (!policies.restrictedByProxy) return;
  throw new LoginRefused(
    5000211,
    `A tenant restrictions policy added to this request by a device or network administrator does not allow access to '${tenantId}'.`,
  );
}

function requiredField(fields: URLSearchParams, name: string): string {
  const value = fields.get(name);
  if (value) return value;
  throw new LoginRefused(900144, `The request body must contain the following parameter: '${name}'.`);
}

/** Whether the replica has heard of what was added then. */
type IsKnown = (addedAt: number) => boolean;

function findApplication(tenant: Tenant, clientId: string, isKnown: IsKnown): Application {
  const application = tenant.applications.find(
    (each) => each.appId === clientId.toLowerCase() && isKnown(each.registeredAt),
  );
  if (!application) {
    throw new LoginRefused(
      700016,
      `Application with identifier '${clientId}' was not found in the directory 'Sandbox'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  if (application.disabled) {
    throw new LoginRefused(7000112, `Application '${clientId}'(${application.displayName}) is disabled.`);
  }
  return application;
}

function requirePrincipal(tenant: Tenant, application: Application, isKnown: IsKnown): string {
  const { servicePrincipal } = application;
  if (servicePrincipal && isKnown(servicePrincipal.addedAt)) return servicePrincipal.id;
  throw new LoginRefused(
    7000229,
    `The client application ${application.appId} is missing service principal in the tenant ${tenant.tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  );
}

function checkSecret(tenant: Tenant, application: Application, secret: string): void {
  const found = tenant.passwordsForLogin(application).find((each) => each.secretText === secret);
  if (!found || Date.parse(found.startDateTime) > tenant.now()) {
    throw new LoginRefused(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.appId}'.`,
    );
  }
  if (Date.parse(found.endDateTime) <= tenant.now()) {
    throw new LoginRefused(
      7000222,
      `The provided client secret keys for app '${application.appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    );
  }
  tenant.signIns.record(found.keyId, tenant.now());
}

const requestedClaims = v.object({
  access_token: v.optional(
    v.object({
      nbf: v.optional(
        v.object({ essential: v.optional(v.boolean()), value: v.pipe(v.string(), v.digits()) }),
      ),
    }),
    {},
  ),
});
type RequestedClaims = v.InferOutput<typeof requestedClaims>;

/** The claims that a resource asked for, and what the client can do. https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function readClaims(field: string | null): RequestedClaims {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), requestedClaims), field ?? '{}');
  if (parsed.success) return parsed.output;
  throw new LoginRefused(90100, 'claims parameter is empty or not valid.');
}

/** A token keeps the permissions that were known when it was issued. */
function rolesClaim({ roles, rolesGrantedAt }: Application, isKnown: IsKnown): JWTPayload {
  const known = roles.filter((role) => isKnown(rolesGrantedAt.get(role) ?? -Infinity));
  return known.length > 0 ? { roles: known } : {};
}

function accessTokenClaims(
  tenant: Tenant,
  application: Application,
  principal: string,
  requested: RequestedClaims,
): JWTPayload {
  const now = Math.floor(tenant.now() / 1000);
  const { nbf } = requested.access_token;
  // Entra dates its tokens back by five minutes, except when a resource asked for one from a later time.
  const issuedAt = Math.max(now - backdating, Number(nbf?.value ?? 0));
  return {
    iss: `https://sts.windows.net/${tenant.tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: now + tokenLifetime,
    app_displayname: application.displayName,
    appid: application.appId,
    idtyp: 'app',
    oid: principal,
    sub: principal,
    tid: tenant.tenantId,
    uti: randomUUID(),
    ver: '1.0',
    // Every application has the last one, which permits nothing.
    wids: [...application.directoryRoles, '0997a1d0-0d1d-4acb-b408-d5ca73121e90'],
  };
}
