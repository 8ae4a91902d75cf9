import { describe, expect, test } from '@jest/globals';
import type { AppManagementPolicy } from '../../../sandbox/services/entra/app-management.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { graphHeaders, inSandbox } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://graph.microsoft.com/v1.0';
const exalate = "/applications(appId='30000000-0000-4000-8000-000000000001')";

describe('the owners of an application', () => {
  test('are service principals and people', () =>
    inSandbox(async (sandbox, client) => {
      const { workload } = sandbox.tenant;
      const application = sandbox.tenant.application('Exalate');
      application.owners.add('a-person');
      const { status, json } = await get(sandbox, client, `${exalate}/owners?$select=id`);
      expect([status, json['value']]).toEqual([
        200,
        [
          { '@odata.type': '#microsoft.graph.servicePrincipal', id: workload.servicePrincipalId },
          { '@odata.type': '#microsoft.graph.user', id: 'a-person' },
        ],
      ]);
      application.owners.clear();
      const byObjectId = await get(sandbox, client, `/applications/${application.objectId}/owners`);
      expect(byObjectId.json['value']).toEqual([]);
    }));

  test('are listed page by page', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.tenant.application('Exalate').owners.add('a-person');
      const first = await get(sandbox, client, `${exalate}/owners?$top=1`);
      expect(first.json['value']).toHaveLength(1);
      const next = String(first.json['@odata.nextLink']).slice(root.length);
      const last = await get(sandbox, client, next);
      expect(last.json['value']).toMatchObject([{ id: 'a-person' }]);
      expect(last.json).not.toHaveProperty('@odata.nextLink');
    }));

  test.each([
    [[], 403],
    [['Application.Read.All'], 403],
    [['Application.ReadWrite.OwnedBy'], 200],
    [['Application.ReadWrite.All'], 200],
    [['Directory.Read.All'], 200],
  ])('with %j: %d', (roles, status) =>
    inSandbox(async (sandbox, client) => {
      expectStatus(await get(sandbox, client, `${exalate}/owners`, roles), status);
    }),
  );

  test.each(['$select=nothing', '$filter=id', '$top=0', '$skiptoken=x'])('%s is refused', (query) =>
    inSandbox(async (sandbox, client) => {
      expect((await get(sandbox, client, `${exalate}/owners?${query}`)).status).toBe(400);
    }),
  );
});

describe('app management policies', () => {
  test('are listed, those of all applications', () =>
    inSandbox(async (sandbox, client) => {
      const path = '/policies/appManagementPolicies?$select=isEnabled';
      expect((await get(sandbox, client, path, ['Policy.Read.All'])).json['value']).toEqual([]);
      const { objectId } = sandbox.tenant.application('Exalate');
      sandbox.tenant.appManagement.assigned.set(objectId, { isEnabled: false, restrictions: [] });
      const list = await get(sandbox, client, path, ['Policy.Read.All']);
      expect(list.json['value']).toEqual([{ isEnabled: false }]);
      expectStatus(await get(sandbox, client, path, []), 403);
    }));

  test.each([
    ['/policies/defaultAppManagementPolicy', [], 403],
    ['/policies/defaultAppManagementPolicy', ['Application.ReadWrite.All'], 403],
    ['/policies/defaultAppManagementPolicy', ['Policy.Read.All'], 200],
    ['/policies/defaultAppManagementPolicy', ['Policy.ReadWrite.ApplicationConfiguration'], 200],
    [`${exalate}/appManagementPolicies`, ['Application.ReadWrite.OwnedBy'], 403],
    [`${exalate}/appManagementPolicies`, ['Policy.Read.All'], 200],
  ])('%s with %j: %d', (path, roles, status) =>
    inSandbox(async (sandbox, client) => {
      expectStatus(await get(sandbox, client, path, roles), status);
    }),
  );

  test('the default one exists, and is disabled as long as it restricts nothing', () =>
    inSandbox(async (sandbox, client) => {
      expect((await readDefault(sandbox, client)).json).toMatchObject({
        '@odata.context': `${root}/$metadata#policies/defaultAppManagementPolicy/$entity`,
        id: '00000000-0000-0000-0000-000000000000',
        isEnabled: false,
        applicationRestrictions: { passwordCredentials: [], keyCredentials: [] },
      });
      expect((await readAssigned(sandbox, client)).json['value']).toEqual([]);
    }));

  test('are shown as they refuse client secrets', () =>
    inSandbox(async (sandbox, client) => {
      const { policies } = sandbox.tenant;
      policies.passwordsAllowed = false;
      policies.maxLifetimeDays = 90;
      const none = { maxLifetime: null, restrictForAppsCreatedAfterDateTime: null };
      expect((await readDefault(sandbox, client)).json).toMatchObject({
        isEnabled: true,
        applicationRestrictions: {
          passwordCredentials: [
            { ...none, restrictionType: 'passwordAddition', state: 'enabled' },
            { ...none, restrictionType: 'passwordLifetime', state: 'enabled', maxLifetime: 'P90D' },
          ],
        },
      });
    }));

  const forbidden = { restrictionType: 'passwordAddition' } as const;
  const halfYear = { restrictionType: 'passwordLifetime', maxLifetime: 'P6M' } as const;
  const cases: [string, AppManagementPolicy, AppManagementPolicy | undefined, string | undefined][] = [
    ['nothing', { restrictions: [] }, undefined, undefined],
    ['no client secrets', { restrictions: [forbidden] }, undefined, 'CredentialTypeNotAllowedAsPerAppPolicy'],
    [
      'a shorter lifetime',
      { restrictions: [halfYear] },
      undefined,
      'CredentialInvalidLifetimeAsPerAppPolicy',
    ],
    [
      'a lifetime that is just long enough',
      { restrictions: [{ ...halfYear, maxLifetime: 'P1Y' }] },
      undefined,
      undefined,
    ],
    [
      'passwords that clients choose',
      { restrictions: [{ restrictionType: 'customPasswordAddition' }] },
      undefined,
      undefined,
    ],
    ['a disabled restriction', { restrictions: [{ ...forbidden, state: 'disabled' }] }, undefined, undefined],
    ['a disabled policy', { isEnabled: false, restrictions: [forbidden] }, undefined, undefined],
    [
      'applications that are created later',
      { restrictions: [{ ...forbidden, restrictForAppsCreatedAfterDateTime: '2026-11-24T00:00:00Z' }] },
      undefined,
      undefined,
    ],
    [
      'applications of today',
      { restrictions: [{ ...forbidden, restrictForAppsCreatedAfterDateTime: '2026-11-23T00:00:00Z' }] },
      undefined,
      'CredentialTypeNotAllowedAsPerAppPolicy',
    ],
    [
      'no client secrets, except for an application with a policy of its own',
      { restrictions: [forbidden] },
      { restrictions: [{ ...halfYear, maxLifetime: 'P2Y' }] },
      undefined,
    ],
    [
      'nothing but one application',
      { restrictions: [] },
      { restrictions: [halfYear] },
      'CredentialInvalidLifetimeAsPerAppPolicy',
    ],
  ];
  test.each(cases)('restrict %s', (_name, tenantDefault, assigned, code) =>
    inSandbox(
      async (sandbox, client) => {
        const { appManagement } = sandbox.tenant;
        const { objectId } = sandbox.tenant.application('Exalate');
        appManagement.tenantDefault = tenantDefault;
        if (assigned) appManagement.assigned.set(objectId, assigned);
        const shown = await readDefault(sandbox, client);
        expect(shown.json['applicationRestrictions']).toMatchObject({
          passwordCredentials: tenantDefault.restrictions,
        });
        expect((await readAssigned(sandbox, client)).json['value']).toMatchObject(
          assigned ? [{ isEnabled: true, restrictions: { passwordCredentials: assigned.restrictions } }] : [],
        );
        const body = JSON.stringify({ passwordCredential: { endDateTime: '2027-11-23T10:00:00Z' } });
        const headers = await headersWith(sandbox, client, ['Application.ReadWrite.OwnedBy']);
        const added = await client.send('POST', `${root}${exalate}/addPassword`, headers, body);
        expect([added.status, codeOf(added)]).toEqual([code === undefined ? 200 : 400, code]);
      },
      { now: () => Date.parse('2026-11-23T10:00:00Z') },
    ),
  );
});

async function headersWith(
  sandbox: Sandbox,
  client: Client,
  roles: string[],
): Promise<Record<string, string>> {
  sandbox.tenant.workload.roles = roles;
  return graphHeaders(sandbox, client);
}

async function get(
  sandbox: Sandbox,
  client: Client,
  path: string,
  roles = ['Application.ReadWrite.OwnedBy'],
): Promise<Received> {
  return client.send('GET', root + path, await headersWith(sandbox, client, roles));
}

function readDefault(sandbox: Sandbox, client: Client): Promise<Received> {
  return get(sandbox, client, '/policies/defaultAppManagementPolicy', ['Policy.Read.All']);
}

function readAssigned(sandbox: Sandbox, client: Client): Promise<Received> {
  return get(sandbox, client, `${exalate}/appManagementPolicies`, ['Policy.Read.All']);
}

function expectStatus(answer: Received, status: number): void {
  expect([answer.status, codeOf(answer)]).toEqual([
    status,
    status === 403 ? 'Authorization_RequestDenied' : undefined,
  ]);
}

function codeOf({ text }: Received): string | undefined {
  return /"error":\{"code":"(\w+)"/.exec(text)?.[1];
}
