import { decodeJwt } from 'jose';
import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Person } from '../../../sandbox/services/entra/people.ts';
import { inSandbox, loginWithSecret, requestToken } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://graph.microsoft.com/v1.0';
const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const cloudApplicationAdministrator = '158c047a-c907-4556-b7ef-446551a6b5f7';

function signIn(sandbox: Sandbox, client: Client, fields: Record<string, string>): Promise<Received> {
  return requestToken(sandbox, client, {
    grant_type: 'password',
    client_id: azureCli,
    scope: 'https://graph.microsoft.com//.default offline_access openid profile',
    ...fields,
  });
}

/** Signs a person in, and gives back how the person's requests to Graph are sent. */
async function sendAs(
  sandbox: Sandbox,
  client: Client,
  { userPrincipalName: username, password }: Person,
): Promise<(method: string, path: string, body?: object) => Promise<Received>> {
  const { json } = await signIn(sandbox, client, { username, password });
  const headers = {
    authorization: `Bearer ${String(json['access_token'])}`,
    'content-type': 'application/json',
  };
  return (method, path, body) => client.send(method, root + path, headers, body && JSON.stringify(body));
}

describe('a person', () => {
  test('signs in with a password, and stays signed in with a refresh token', () =>
    inSandbox(async (sandbox, client) => {
      const alice = sandbox.tenant.addPerson('Alice');
      const { userPrincipalName: username, password } = alice;
      const first = await signIn(sandbox, client, { username, password });
      expect(first.status).toBe(200);
      expect(decodeJwt(String(first.json['id_token']))).toMatchObject({ aud: azureCli, oid: alice.id });
      const later = await signIn(sandbox, client, {
        grant_type: 'refresh_token',
        refresh_token: String(first.json['refresh_token']),
        scope: 'https://management.core.windows.net//.default',
      });
      expect(decodeJwt(String(later.json['access_token']))).toMatchObject({
        aud: 'https://management.core.windows.net/',
        app_displayname: 'Microsoft Azure CLI',
        idtyp: 'user',
        upn: 'alice@sandbox.onmicrosoft.com',
      });
      const secrets = sandbox.secrets();
      for (const each of [password, first.json['refresh_token'], later.json['access_token']]) {
        expect(secrets).toContain(each);
      }
    }));

  const refusals: [string, Record<string, string>, number][] = [
    ['with another password', { username: 'alice@sandbox.onmicrosoft.com', password: 'x' }, 50126],
    ['whom the tenant does not have', { username: 'bob@sandbox.onmicrosoft.com', password: 'x' }, 50034],
    [
      'with an access token in place of a refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      9002313,
    ],
    ['to a program that needs a secret', { client_id: '20000000-0000-4000-8000-000000000001' }, 7000218],
  ];
  test.each(refusals)('is not signed in %s', (_name, fields, code) =>
    inSandbox(async (sandbox, client) => {
      sandbox.tenant.addPerson('Alice');
      expect((await signIn(sandbox, client, fields)).json['error_codes']).toEqual([code]);
    }),
  );

  test('finds the own account and the own directory roles', () =>
    inSandbox(async (sandbox, client) => {
      const alice = sandbox.tenant.addPerson('Alice');
      const send = await sendAs(sandbox, client, alice);
      expect((await send('GET', '/me?$select=id,displayName')).json).toMatchObject({
        id: alice.id,
        displayName: 'Alice',
      });
      const roles = await send('GET', '/me/transitiveMemberOf/microsoft.graph.directoryRole');
      expect(roles.json['value']).toMatchObject([{ displayName: 'Global Administrator' }]);
    }));

  test('becomes the owner of what it registers, and can do no more without a role', () =>
    inSandbox(async (sandbox, client) => {
      const alice = sandbox.tenant.addPerson('Alice');
      alice.directoryRoles = [];
      const send = await sendAs(sandbox, client, alice);
      const { json } = await send('POST', '/applications', { displayName: 'Mine' });
      expect((await send('PATCH', `/applications/${String(json['id'])}`, { notes: 'x' })).status).toBe(204);
      const owners = await send('GET', `/applications/${String(json['id'])}/owners`);
      expect(owners.json['value']).toEqual([
        { '@odata.type': '#microsoft.graph.user', id: alice.id, deletedDateTime: null },
      ]);
      const { objectId } = sandbox.tenant.application('Exalate');
      expect((await send('PATCH', `/applications/${objectId}`, { notes: 'x' })).status).toBe(403);
    }));

  test.each([
    [[], 403],
    [[cloudApplicationAdministrator], 403],
    [[cloudApplicationAdministrator, 'e8611ab8-c189-46e8-94e1-60213ab1f814'], 201],
  ])('with the directory roles %j grants permissions: %d', (roles, status) =>
    inSandbox(async (sandbox, client) => {
      const alice = sandbox.tenant.addPerson('Alice');
      alice.directoryRoles = roles;
      const send = await sendAs(sandbox, client, alice);
      const { servicePrincipalId: principalId } = sandbox.tenant.application('Exalate');
      const answer = await send('POST', `/servicePrincipals/${principalId ?? ''}/appRoleAssignments`, {
        principalId,
        resourceId: '00000003-0000-0000-4000-800000000000',
        appRoleId: '18a4783c-866b-4cc7-a460-3d5e5662c884',
      });
      expect(answer.status).toBe(status);
    }),
  );
});

test('the roles that a tenant has defined itself are among its role definitions, and not among those of a person', () =>
  inSandbox(async (sandbox, client) => {
    sandbox.tenant.customRoles.push({ id: 'custom', displayName: 'Consent Manager' });
    const send = await sendAs(sandbox, client, sandbox.tenant.addPerson('Alice'));
    const { json } = await send('GET', '/roleManagement/directory/roleDefinitions?$select=id,isBuiltIn');
    expect(json['value']).toContainEqual({ id: cloudApplicationAdministrator, isBuiltIn: true });
    expect(json['value']).toContainEqual({ id: 'custom', isBuiltIn: false });
    const own = await send('GET', '/me/transitiveMemberOf/microsoft.graph.directoryRole?$select=displayName');
    expect(own.json['value']).toEqual([{ displayName: 'Global Administrator' }]);
  }));

test('a service principal has owners and client secrets that its app registration does not have', () =>
  inSandbox(async (sandbox, client) => {
    const alice = sandbox.tenant.addPerson('Alice');
    const { workload } = sandbox.tenant;
    const id = workload.servicePrincipalId ?? '';
    const details = { owners: new Set([alice.id]), passwordIds: ['key'] };
    workload.servicePrincipal = { id, addedAt: -Infinity, ...details };
    const send = await sendAs(sandbox, client, alice);
    expect((await send('GET', `/servicePrincipals/${id}/owners?$select=id`)).json['value']).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: alice.id },
    ]);
    const { json } = await send('GET', `/servicePrincipals/${id}?$select=passwordCredentials`);
    expect(json).toMatchObject({ passwordCredentials: [{ keyId: 'key' }] });
    expect((await send('GET', `/applications/${workload.objectId}/owners`)).json['value']).toEqual([]);
  }));

test('the directory roles of an application are listed by its service principal', () =>
  inSandbox(async (sandbox, client) => {
    const { appId, secret } = sandbox.tenant.addAdministrator();
    sandbox.tenant.application(appId).directoryRoles = [cloudApplicationAdministrator];
    const { json } = await loginWithSecret(sandbox, client, appId, secret);
    const answer = await client.send(
      'GET',
      `${root}/servicePrincipals(appId='${appId}')/transitiveMemberOf/microsoft.graph.directoryRole?$select=roleTemplateId`,
      { authorization: `Bearer ${String(json['access_token'])}` },
    );
    expect(answer.json['value']).toEqual([{ roleTemplateId: cloudApplicationAdministrator }]);
  }));
