import { emptyResponse, header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import type { TokenVerifier } from '../../network/tokens.ts';
import { authorityHosts } from './clouds.ts';
import { issueToken } from './login.ts';
import { LoginRefused, refusalResponse } from './refusals.ts';
import type { Tenant } from './tenant.ts';

/**
 * The Microsoft identity platform, as far as the client credentials flow goes.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function entraService(tenant: Tenant, oidc: TokenVerifier): Service {
  return async (request) => {
    try {
      return await route(request, tenant, oidc);
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      tenant.refusedLogins.push(error);
      return refusalResponse(error, {
        authority: request.host,
        now: tenant.now(),
        correlationId: correlationId(request),
      });
    }
  };
}

async function route(request: SandboxRequest, tenant: Tenant, oidc: TokenVerifier): Promise<SandboxResponse> {
  const path = request.url.pathname;
  if (request.method === 'GET' && path === '/common/discovery/instance') return instanceDiscovery(request);
  if (request.method === 'GET' && /^\/common\/userrealm\//i.test(path)) return userRealm();
  const [, name = '', ...rest] = path.split('/');
  switch (`${request.method} ${rest.join('/')}`) {
    case 'POST oauth2/v2.0/token':
      checkTenant(request, tenant, name);
      return issueToken(request, tenant, oidc);
    case 'GET v2.0/.well-known/openid-configuration':
      checkTenant(request, tenant, name);
      return openidConfiguration(request.host, tenant.tenantId);
    case 'GET discovery/v2.0/keys':
      return jsonResponse(200, { keys: [tenant.tokens.publicKey] });
    default:
      return emptyResponse(404);
  }
}

/** These authorities know each other's tenants. */
const sharedDirectory = ['login.microsoftonline.com', 'login.microsoftonline.us'];

/** A tenant lives in one cloud: the authorities of the others refuse its logins, or have never heard of it. */
function checkTenant(request: SandboxRequest, tenant: Tenant, name: string): void {
  const isKnown = name.toLowerCase() === tenant.tenantId;
  if (isKnown && request.host === tenant.cloud.authority) return;
  if (isKnown && [request.host, tenant.cloud.authority].every((host) => sharedDirectory.includes(host))) {
    throw new LoginRefused(900382, 'Confidential Client is not supported in Cross Cloud request.');
  }
  throw new LoginRefused(
    90002,
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}

/** MSAL asks it about an authority that it does not know; Azure CLI always does. */
function instanceDiscovery(request: SandboxRequest): SandboxResponse {
  const endpoint = request.url.searchParams.get('authorization_endpoint') ?? '';
  const authority = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!authority || !authorityHosts.includes(authority.host)) {
    return jsonResponse(400, {
      error: 'invalid_instance',
      error_description: 'AADSTS50049: Unknown or invalid instance.',
      error_codes: [50049],
    });
  }
  const [, tenant = 'common'] = authority.pathname.split('/');
  return jsonResponse(200, {
    tenant_discovery_endpoint: `https://${authority.host}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: authorityHosts.map((host) => ({
      preferred_network: host,
      preferred_cache: host,
      aliases: [host],
    })),
  });
}

/** Before a person signs in with a password, MSAL asks who checks it: here, Entra itself. */
function userRealm(): SandboxResponse {
  return jsonResponse(200, {
    ver: '1.0',
    account_type: 'Managed',
    domain_name: 'sandbox.onmicrosoft.com',
    cloud_instance_name: 'microsoftonline.com',
    cloud_audience_urn: 'urn:federation:MicrosoftOnline',
  });
}

function openidConfiguration(host: string, tenantId: string): SandboxResponse {
  const root = `https://${host}/${tenantId}`;
  return jsonResponse(200, {
    issuer: `${root}/v2.0`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    token_endpoint: `${root}/oauth2/v2.0/token`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code', 'id_token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['ES256'],
  });
}

function correlationId(request: SandboxRequest): string | undefined {
  return (
    header(request, 'client-request-id') ?? request.url.searchParams.get('client-request-id') ?? undefined
  );
}
