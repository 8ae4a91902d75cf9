import { randomUUID } from 'node:crypto';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { publicClients } from './people.ts';
import type { Person } from './people.ts';
import { LoginRefused } from './refusals.ts';
import { requireResource } from './resource.ts';
import type { Tenant } from './tenant.ts';

const tokenLifetime = 3599;

/**
 * Signs a person in to a program of Microsoft, with user name and password or with an earlier refresh token.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc
 */
export async function issuePersonToken(fields: URLSearchParams, tenant: Tenant): Promise<SandboxResponse> {
  const client = publicClients.find(({ appId }) => appId === fields.get('client_id'));
  if (!client) {
    throw new LoginRefused(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  const person = await findPerson(fields, tenant);
  const now = Math.floor(tenant.now() / 1000);
  const common = { iat: now, nbf: now, exp: now + tokenLifetime, tid: tenant.tenantId, oid: person.id };
  const named = { name: person.displayName, preferred_username: person.userPrincipalName };
  const accessToken = await tenant.tokens.sign({
    ...common,
    iss: `https://sts.windows.net/${tenant.tenantId}/`,
    aud: resourceIn(fields.get('scope') ?? '', tenant),
    app_displayname: client.displayName,
    appid: client.appId,
    idtyp: 'user',
    name: person.displayName,
    scp: client.scopes,
    sub: person.id,
    upn: person.userPrincipalName,
    uti: randomUUID(),
    ver: '1.0',
    wids: person.directoryRoles,
  });
  const idToken = await tenant.tokens.sign({
    ...common,
    ...named,
    iss: `https://${tenant.cloud.authority}/${tenant.tenantId}/v2.0`,
    aud: client.appId,
    sub: person.id,
    ver: '2.0',
  });
  const clientInfo = JSON.stringify({ uid: person.id, utid: tenant.tenantId });
  return jsonResponse(200, {
    token_type: 'Bearer',
    scope: fields.get('scope') ?? '',
    expires_in: tokenLifetime,
    ext_expires_in: tokenLifetime,
    access_token: accessToken,
    refresh_token: await tenant.tokens.sign({ oid: person.id, use: 'refresh' }),
    id_token: idToken,
    client_info: Buffer.from(clientInfo).toString('base64url'),
  });
}

async function findPerson(fields: URLSearchParams, tenant: Tenant): Promise<Person> {
  if (fields.get('grant_type') === 'refresh_token') {
    const claims = await tenant.tokens.verify(fields.get('refresh_token') ?? '');
    const known = tenant.people.find(({ id }) => claims?.['use'] === 'refresh' && id === claims['oid']);
    if (known) return known;
    throw new LoginRefused(9002313, 'Invalid request. Request is malformed or invalid.');
  }
  const name = fields.get('username') ?? '';
  const person = tenant.people.find((each) => each.userPrincipalName === name.toLowerCase());
  if (!person) {
    throw new LoginRefused(
      50034,
      `The user account ${name} does not exist in the ${tenant.tenantId} directory. To sign into this application, the account must be added to the directory.`,
    );
  }
  if (person.password !== fields.get('password')) {
    throw new LoginRefused(50126, 'Error validating credentials due to invalid username or password.');
  }
  return person;
}

/** Beside the resource, clients ask for what every sign-in gives: `openid`, `profile`, `offline_access`. */
function resourceIn(scopes: string, tenant: Tenant): string {
  const scope = scopes.split(' ').find((each) => each.endsWith('/.default')) ?? scopes;
  return requireResource(tenant, scope);
}
