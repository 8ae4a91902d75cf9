import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { inSandbox, requestToken } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://management.azure.com';
const subscription = '/subscriptions/50000000-0000-4000-8000-000000000000';
const vault = `${subscription}/resourceGroups/sandbox/providers/Microsoft.KeyVault/vaults/exalate-vault`;
const secretsOfficer = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7`;
const assignment = '/providers/Microsoft.Authorization/roleAssignments/60000000-0000-4000-8000-000000000001';
const version = '?api-version=2022-04-01';

type Send = (method: string, path: string, body?: object) => Promise<Received>;

/** Signs a person in, who is an owner of the subscription unless it says otherwise. */
function asPerson(
  test: (send: Send, sandbox: Sandbox) => Promise<void>,
  { isOwner = true } = {},
): Promise<void> {
  return inSandbox(async (sandbox, client: Client) => {
    const person = sandbox.tenant.addPerson('Alice');
    if (isOwner) sandbox.tenant.subscription.owners.add(person.id);
    const { json } = await requestToken(sandbox, client, {
      grant_type: 'password',
      client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
      scope: 'https://management.core.windows.net//.default offline_access openid profile',
      username: person.userPrincipalName,
      password: person.password,
    });
    const headers = {
      authorization: `Bearer ${String(json['access_token'])}`,
      'content-type': 'application/json',
    };
    await test(
      (method, path, body) => client.send(method, root + path, headers, body && JSON.stringify(body)),
      sandbox,
    );
  });
}

const roleFor = (principalId: string | undefined, roleDefinitionId = secretsOfficer): object => ({
  properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
});

describe('Azure Resource Manager', () => {
  test('shows the subscription and its vaults to an owner, in lists without their URLs', () =>
    asPerson(async (send) => {
      expect((await send('GET', `/subscriptions${version}`)).json['value']).toMatchObject([
        { displayName: 'Sandbox' },
      ]);
      const filter = "&$filter=resourceType eq 'Microsoft.KeyVault/vaults'";
      const list = await send('GET', `${subscription}/resources${version}${filter}`);
      expect(list.json['value']).toEqual([
        {
          id: vault,
          name: 'exalate-vault',
          type: 'Microsoft.KeyVault/vaults',
          location: 'westeurope',
          tags: {},
        },
      ]);
      expect((await send('GET', vault + version)).json['properties']).toMatchObject({
        vaultUri: 'https://exalate-vault.vault.azure.net/',
        enableRbacAuthorization: true,
      });
    }));

  test('shows nothing to anybody else', () =>
    asPerson(
      async (send) => {
        expect((await send('GET', `/subscriptions${version}`)).json['value']).toEqual([]);
        const refused = await send('GET', vault + version);
        expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('AuthorizationFailed')]);
      },
      { isOwner: false },
    ));

  test('assigns a role on one secret, once', () =>
    asPerson(async (send, { tenant, keyVault }) => {
      const { servicePrincipalId = '' } = tenant.workload;
      const path = `${vault}/secrets/Wanted${assignment}${version}`;
      expect((await send('PUT', path, roleFor(servicePrincipalId))).status).toBe(201);
      expect((await send('PUT', path, roleFor(servicePrincipalId))).text).toContain('RoleAssignmentExists');
      const may = (secret: string): boolean =>
        keyVault('exalate-vault').isGranted(servicePrincipalId, 'set', secret);
      expect([may('wanted'), may('other')]).toEqual([true, false]);
    }));

  const refusals: [string, string, (sandbox: Sandbox) => object, string][] = [
    [
      'somebody who is not there',
      vault,
      () => roleFor('99999999-0000-4000-8000-000000000000'),
      'PrincipalNotFound',
    ],
    [
      'a role that is not there',
      vault,
      ({ tenant }) => roleFor(tenant.workload.servicePrincipalId, `${secretsOfficer}0`),
      'RoleDefinitionDoesNotExist',
    ],
    [
      'a vault that is not there',
      `${vault}s`,
      ({ tenant }) => roleFor(tenant.workload.servicePrincipalId),
      'InvalidScope',
    ],
    ['a body without a role', vault, () => ({ properties: {} }), 'InvalidRequestContent'],
  ];

  test.each(refusals)('refuses a role assignment for %s', (_, scope, body, code) =>
    asPerson(async (send, sandbox) => {
      const refused = await send('PUT', `${scope}${assignment}${version}`, body(sandbox));
      expect([refused.status, refused.json]).toMatchObject([400, { error: { code } }]);
    }),
  );

  test('replaces the access policies of a vault, which count where it uses no role assignments', () =>
    asPerson(async (send, { tenant, keyVault }) => {
      const { servicePrincipalId = '' } = tenant.workload;
      const change = (enableRbacAuthorization: boolean): Promise<Received> =>
        send('PUT', vault + version, {
          location: 'westeurope',
          properties: {
            tenantId: tenant.tenantId,
            sku: { family: 'A', name: 'standard' },
            enableRbacAuthorization,
            accessPolicies: [
              { tenantId: tenant.tenantId, objectId: servicePrincipalId, permissions: { secrets: ['Get'] } },
            ],
          },
        });
      const may = (permission: 'get' | 'set'): boolean =>
        keyVault('exalate-vault').isGranted(servicePrincipalId, permission, 'any');
      expect((await change(true)).status).toBe(200);
      expect(may('get')).toBe(false);
      expect((await change(false)).status).toBe(200);
      expect([may('get'), may('set')]).toEqual([true, false]);
    }));

  test.each([
    ['a request without a version', vault, 400, 'MissingApiVersionParameter'],
    [
      'another subscription',
      `/subscriptions/60000000-0000-4000-8000-000000000000/resources${version}`,
      404,
      'SubscriptionNotFound',
    ],
    ['a vault that is not there', `${vault}s${version}`, 404, 'ResourceNotFound'],
  ])('refuses %s', (_, path, status, code) =>
    asPerson(async (send) => {
      const refused = await send('GET', path);
      expect([refused.status, refused.json]).toMatchObject([status, { error: { code } }]);
    }),
  );
});
