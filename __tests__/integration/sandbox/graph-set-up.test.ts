import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Sandbox, SandboxOptions } from '../../../sandbox/sandbox.ts';
import { inSandbox, loginWithIdToken, loginWithSecret } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://graph.microsoft.com/v1.0';
const ownedBy = '18a4783c-866b-4cc7-a460-3d5e5662c884';
const graphAppId = '00000003-0000-0000-c000-000000000000';
const github = {
  name: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:acme/ops:ref:refs/heads/main',
  audiences: ['api://AzureADTokenExchange'],
};

/** Sends a request to Graph as the administrator. */
type Send = (method: string, path: string, body?: object) => Promise<Received>;

/** Runs a test in a sandbox with an administrator. */
function asAdministrator(
  run: (send: Send, sandbox: Sandbox, client: Client) => Promise<void>,
  options?: SandboxOptions,
): Promise<void> {
  return inSandbox(async (sandbox, client) => {
    const send = await sendAs(sandbox, client, sandbox.tenant.addAdministrator());
    await run(send, sandbox, client);
    expect(sandbox.violations).toEqual([]);
  }, options);
}

async function sendAs(
  sandbox: Sandbox,
  client: Client,
  { appId, secret }: { readonly appId: string; readonly secret: string },
): Promise<Send> {
  const { json } = await loginWithSecret(sandbox, client, appId, secret);
  const headers = {
    authorization: `Bearer ${String(json['access_token'])}`,
    'content-type': 'application/json',
  };
  return (method, path, body) => client.send(method, root + path, headers, body && JSON.stringify(body));
}

/** Registers an application with a service principal. */
async function register(
  send: Send,
  displayName: string,
): Promise<{ id: string; appId: string; principal: string }> {
  const { json } = await send('POST', '/applications', { displayName });
  const [id, appId] = [String(json['id']), String(json['appId'])];
  const principal = await send('POST', '/servicePrincipals', { appId });
  return { id, appId, principal: String(principal.json['id']) };
}

function valuesOf({ json }: Received): readonly Record<string, unknown>[] {
  return v.parse(v.array(v.record(v.string(), v.unknown())), json['value']);
}

function expectRefusal({ status, json }: Received, expected: readonly [number, string, string]): void {
  const [expectedStatus, code, message] = expected;
  expect(json['error']).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(status).toBe(expectedStatus);
}

test('an identity that was set up through Graph logs in, and adds a secret to the application that it owns', () =>
  asAdministrator(async (send, sandbox, client) => {
    const { id, appId, principal } = await register(send, 'set-up');
    expect((await send('POST', `/applications/${id}/federatedIdentityCredentials`, github)).status).toBe(201);
    const graph = await send('GET', `/servicePrincipals(appId='${graphAppId}')?$select=id,appRoles`);
    expect(graph.json['appRoles']).toContainEqual(
      expect.objectContaining({ id: ownedBy, value: 'Application.ReadWrite.OwnedBy' }),
    );
    const grant = { principalId: principal, resourceId: graph.json['id'], appRoleId: ownedBy };
    expect((await send('POST', `/servicePrincipals/${principal}/appRoleAssignments`, grant)).status).toBe(
      201,
    );
    const owner = { '@odata.id': `${root}/directoryObjects/${principal}` };
    const exalate = sandbox.tenant.application('Exalate');
    expect((await send('POST', `/applications/${exalate.objectId}/owners/$ref`, owner)).status).toBe(204);

    const { json } = await loginWithIdToken(sandbox, client, undefined, appId);
    const headers = {
      authorization: `Bearer ${String(json['access_token'])}`,
      'content-type': 'application/json',
    };
    const url = `${root}/applications/${exalate.objectId}/addPassword`;
    expect((await client.send('POST', url, headers, '{}')).status).toBe(200);
  }));

describe('an application', () => {
  test('is registered, found, changed and deleted', () =>
    asAdministrator(async (send, sandbox) => {
      const created = await send('POST', '/applications', { displayName: 'New', notes: 'by a script' });
      expect(created.status).toBe(201);
      const { id, appId } = created.json;
      expect(created.json).toMatchObject({ signInAudience: 'AzureADMyOrg', notes: 'by a script' });
      const [found] = valuesOf(await send('GET', `/applications?$filter=displayName eq 'New'&$select=id`));
      expect(found).toEqual({ id });
      expect((await send('PATCH', `/applications/${String(id)}`, { displayName: 'Newer' })).status).toBe(204);
      expect((await send('GET', `/applications(appId='${String(appId)}')`)).json).toMatchObject({
        displayName: 'Newer',
        notes: 'by a script',
      });
      expect((await send('DELETE', `/applications/${String(id)}`)).status).toBe(204);
      expect((await send('GET', `/applications/${String(id)}`)).status).toBe(404);
      expect(sandbox.tenant.applications.map(({ displayName }) => displayName)).not.toContain('Newer');
      const bin = '/directory/deletedItems';
      expect(valuesOf(await send('GET', `${bin}/microsoft.graph.application`))).toMatchObject([{ id }]);
      expect((await send('DELETE', `${bin}/${String(id)}`)).status).toBe(204);
      expect((await send('DELETE', `${bin}/${String(id)}`)).status).toBe(404);
    }));

  test('needs a name, and has no properties that Graph does not know', () =>
    asAdministrator(async (send) => {
      expectRefusal(await send('POST', '/applications', {}), [
        400,
        'Request_BadRequest',
        "A value is required for property 'displayName' of resource 'Application'.",
      ]);
      const unknown = await send('POST', '/applications', { displayName: 'x', secret: 'y' });
      expectRefusal(unknown, [400, 'Request_BadRequest', "'secret'"]);
    }));

  test('belongs to the caller whose permission covers only its own applications', () =>
    inSandbox(async (sandbox, client) => {
      const administrator = sandbox.tenant.addAdministrator();
      sandbox.tenant.application(administrator.appId).roles = ['Application.ReadWrite.OwnedBy'];
      const send = await sendAs(sandbox, client, administrator);
      const { id } = await register(send, 'Mine');
      expect(sandbox.tenant.application(id).owners.size).toBe(1);
      expect((await send('PATCH', `/applications/${id}`, { displayName: 'x' })).status).toBe(204);
      const { objectId } = sandbox.tenant.application('Exalate');
      const denied = await send('PATCH', `/applications/${objectId}`, { displayName: 'x' });
      expectRefusal(denied, [403, 'Authorization_RequestDenied', 'Insufficient privileges']);
    }));
});

describe('a service principal', () => {
  test('is found by filter and by application ID, and deleted', () =>
    asAdministrator(async (send) => {
      const { appId, principal } = await register(send, 'New');
      for (const filter of [`appId eq '${appId}'`, `servicePrincipalNames/any(c:c eq '${appId}')`]) {
        const list = await send('GET', `/servicePrincipals?$filter=${filter}&$select=id`);
        expect(valuesOf(list)).toEqual([{ id: principal }]);
      }
      expect((await send('DELETE', `/servicePrincipals/${principal}`)).status).toBe(204);
      expect((await send('GET', `/servicePrincipals(appId='${appId}')`)).status).toBe(404);
    }));

  test('exists once for an application, which must exist', () =>
    asAdministrator(async (send) => {
      const { appId } = await register(send, 'New');
      expectRefusal(await send('POST', '/servicePrincipals', { appId }), [
        409,
        'Request_MultipleObjectsWithSameKeyValue',
        'is already in use',
      ]);
      const unknown = { appId: '99999999-0000-4000-8000-000000000001' };
      const answer = await send('POST', '/servicePrincipals', unknown);
      expectRefusal(answer, [400, 'Request_BadRequest', 'does not reference a valid application object']);
      expect(answer.json).toMatchObject({ error: { details: [{ code: 'NoBackingApplicationObject' }] } });
    }));
});

describe('federated credentials', () => {
  test('are listed, found by name, changed and deleted', () =>
    asAdministrator(async (send, sandbox) => {
      const { id } = await register(send, 'New');
      const path = `/applications/${id}/federatedIdentityCredentials`;
      const added = await send('POST', path, { ...github, description: 'x' });
      expect(added.json).toMatchObject({ ...github, description: 'x' });
      expect(valuesOf(await send('GET', `${path}?$filter=subject eq '${github.subject}'`))).toHaveLength(1);
      expect((await send('GET', `${path}/github`)).json).toMatchObject({ id: added.json['id'] });
      const subject = 'repo:acme/ops:environment:production';
      expect((await send('PATCH', `${path}/github`, { subject })).status).toBe(204);
      expect(sandbox.tenant.application(id).federatedCredentials).toMatchObject([{ subject }]);
      expect((await send('DELETE', `${path}/${String(added.json['id'])}`)).status).toBe(204);
      expect((await send('GET', `${path}/github`)).status).toBe(404);
    }));

  test('that the sandbox has from the start have a name, too', () =>
    asAdministrator(async (send, sandbox) => {
      const path = `/applications/${sandbox.tenant.workload.objectId}/federatedIdentityCredentials`;
      const [found] = valuesOf(await send('GET', path));
      expect(found).toMatchObject({ name: found?.['id'], subject: github.subject });
    }));

  const refusals: [string, object, readonly [number, string, string]][] = [
    [
      'a name that is taken',
      { ...github, subject: 'x' },
      [
        409,
        'Request_MultipleObjectsWithSameKeyValue',
        'FederatedIdentityCredential with name github already exists.',
      ],
    ],
    [
      'the same issuer and subject',
      { ...github, name: 'other' },
      [
        400,
        'InvalidFederatedIdentityCredentialValue',
        'The combination of issuer and subject must be unique',
      ],
    ],
    [
      'two audiences',
      { ...github, name: 'two', audiences: ['a', 'b'] },
      [400, 'Request_BadRequest', 'audiences'],
    ],
    ['a name with a space', { ...github, name: 'a b c' }, [400, 'Request_BadRequest', 'name']],
  ];
  test.each(refusals)('are refused: %s', (_name, credential, refusal) =>
    asAdministrator(async (send) => {
      const { id } = await register(send, 'New');
      const path = `/applications/${id}/federatedIdentityCredentials`;
      await send('POST', path, github);
      expectRefusal(await send('POST', path, credential), refusal);
    }),
  );

  test('are 20 at most', () =>
    asAdministrator(async (send) => {
      const { id } = await register(send, 'New');
      const path = `/applications/${id}/federatedIdentityCredentials`;
      const add = (number: number): Promise<Received> =>
        send('POST', path, { ...github, name: `name${number}`, subject: String(number) });
      for (let number = 1; number <= 20; number += 1) expect((await add(number)).status).toBe(201);
      expectRefusal(await add(21), [400, 'Request_BadRequest', '20']);
    }));
});

describe('permissions', () => {
  test('are granted once, listed and taken back', () =>
    asAdministrator(async (send, sandbox) => {
      const { appId, principal } = await register(send, 'New');
      const { json: graph } = await send('GET', `/servicePrincipals(appId='${graphAppId}')?$select=id`);
      const path = `/servicePrincipals/${principal}/appRoleAssignments`;
      const body = { principalId: principal, resourceId: graph['id'], appRoleId: ownedBy };
      const added = await send('POST', path, body);
      expect(added.json).toMatchObject({
        ...body,
        principalDisplayName: 'New',
        resourceDisplayName: 'Microsoft Graph',
      });
      expectRefusal(await send('POST', path, body), [
        400,
        'Request_BadRequest',
        'Permission being assigned already exists on the object',
      ]);
      expect(valuesOf(await send('GET', path))).toMatchObject([{ id: added.json['id'], appRoleId: ownedBy }]);
      expect(sandbox.tenant.application(appId).roles).toEqual(['Application.ReadWrite.OwnedBy']);
      expect((await send('DELETE', `${path}/${String(added.json['id'])}`)).status).toBe(204);
      expect(sandbox.tenant.application(appId).roles).toEqual([]);
      const other = await send('POST', `/servicePrincipals/${String(graph['id'])}/appRoleAssignedTo`, body);
      expect(other.status).toBe(201);
    }));

  test('are refused: an unknown permission, an unknown principal', () =>
    asAdministrator(async (send) => {
      const { principal } = await register(send, 'New');
      const { json: graph } = await send('GET', `/servicePrincipals(appId='${graphAppId}')?$select=id`);
      const path = `/servicePrincipals/${principal}/appRoleAssignments`;
      const unknown = '99999999-0000-4000-8000-000000000001';
      const body = { principalId: principal, resourceId: graph['id'], appRoleId: unknown };
      expectRefusal(await send('POST', path, body), [
        400,
        'Request_BadRequest',
        'was not found on application',
      ]);
      const assignedTo = `/servicePrincipals/${String(graph['id'])}/appRoleAssignedTo`;
      expectRefusal(await send('POST', assignedTo, { ...body, principalId: unknown, appRoleId: ownedBy }), [
        400,
        'Request_BadRequest',
        'Not a valid reference update.',
      ]);
    }));

  test.each([
    ['Application.ReadWrite.All', undefined, 403],
    ['AppRoleAssignment.ReadWrite.All', undefined, 201],
    // Cloud Application Administrator, Privileged Role Administrator
    ['Application.Read.All', '158c047a-c907-4556-b7ef-446551a6b5f7', 403],
    ['Application.Read.All', 'e8611ab8-c189-46e8-94e1-60213ab1f814', 201],
  ])('with %s and the directory role %s: %d', (role, directoryRole, status) =>
    inSandbox(async (sandbox, client) => {
      const administrator = sandbox.tenant.addAdministrator();
      const caller = sandbox.tenant.application(administrator.appId);
      caller.roles = [role];
      caller.directoryRoles = directoryRole === undefined ? [] : [directoryRole];
      const send = await sendAs(sandbox, client, administrator);
      const { servicePrincipalId: principalId } = sandbox.tenant.application('Exalate');
      const resourceId = '00000003-0000-0000-4000-800000000000';
      const path = `/servicePrincipals/${principalId ?? ''}/appRoleAssignments`;
      expect((await send('POST', path, { principalId, resourceId, appRoleId: ownedBy })).status).toBe(status);
    }),
  );
});

describe('owners', () => {
  test('are added once, and removed', () =>
    asAdministrator(async (send, sandbox) => {
      const { objectId } = sandbox.tenant.application('Exalate');
      const { principal, id } = await register(send, 'New');
      const path = `/applications/${objectId}/owners`;
      const add = (kind: string, owner: string): Promise<Received> =>
        send('POST', `${path}/$ref`, { '@odata.id': `${root}/${kind}/${owner}` });
      expect((await add('servicePrincipals', principal)).status).toBe(204);
      expectRefusal(await add('directoryObjects', principal), [
        400,
        'Request_BadRequest',
        "One or more added object references already exist for the following modified properties: 'owners'.",
      ]);
      expectRefusal(await add('directoryObjects', id), [
        400,
        'Request_BadRequest',
        `'Application_${id}' of type 'Application' is invalid for the 'owners' reference.`,
      ]);
      const unknown = '99999999-0000-4000-8000-000000000001';
      expectRefusal(await add('directoryObjects', unknown), [404, 'Request_ResourceNotFound', unknown]);
      expect(valuesOf(await send('GET', path))).toContainEqual(expect.objectContaining({ id: principal }));
      expect((await send('DELETE', `${path}/${principal}/$ref`)).status).toBe(204);
      expect((await send('DELETE', `${path}/${principal}/$ref`)).status).toBe(404);
    }));

  test('are added by an application only with a permission that finds them', () =>
    inSandbox(async (sandbox, client) => {
      const administrator = sandbox.tenant.addAdministrator();
      sandbox.tenant.application(administrator.appId).roles = ['Application.ReadWrite.All'];
      const send = await sendAs(sandbox, client, administrator);
      const { objectId, servicePrincipalId } = sandbox.tenant.application('Exalate');
      const owner = { '@odata.id': `${root}/directoryObjects/${servicePrincipalId ?? ''}` };
      const answer = await send('POST', `/applications/${objectId}/owners/$ref`, owner);
      expectRefusal(answer, [403, 'Authorization_RequestDenied', 'Insufficient privileges']);
    }));
});

test('new objects are unknown to a replica that is behind', async () => {
  let now = Date.parse('2026-11-23T00:00:00Z');
  await asAdministrator(
    async (send, sandbox, client) => {
      sandbox.tenant.replication = [5_000];
      const { json: application } = await send('POST', '/applications', { displayName: 'New' });
      const [id, appId] = [String(application['id']), String(application['appId'])];
      const missing = [404, 'Request_ResourceNotFound', id] as const;
      expect(valuesOf(await send('GET', `/applications?$filter=appId eq '${appId}'`))).toEqual([]);
      expectRefusal(await send('GET', `/applications/${id}`), missing);
      expectRefusal(await send('POST', `/applications/${id}/federatedIdentityCredentials`, github), missing);
      const noObject = [400, 'Request_BadRequest', 'does not reference a valid application object'] as const;
      expectRefusal(await send('POST', '/servicePrincipals', { appId }), noObject);

      now += 5_000;
      const { json } = await send('POST', '/servicePrincipals', { appId });
      const principal = String(json['id']);
      expect((await send('POST', `/applications/${id}/federatedIdentityCredentials`, github)).status).toBe(
        201,
      );
      const grant = {
        principalId: principal,
        resourceId: '00000003-0000-0000-4000-800000000000',
        appRoleId: ownedBy,
      };
      const assignments = `/servicePrincipals/${principal}/appRoleAssignments`;
      expectRefusal(await send('POST', assignments, grant), [404, 'Request_ResourceNotFound', principal]);
      const login = (): Promise<Received> => loginWithIdToken(sandbox, client, undefined, appId);
      expect((await login()).json['error_codes']).toEqual([7000229]);

      now += 5_000;
      expect((await send('POST', assignments, grant)).status).toBe(201);
      expect(await rolesIn(await login())).toBeUndefined();
      now += 5_000;
      expect(await rolesIn(await login())).toEqual(['Application.ReadWrite.OwnedBy']);

      function rolesIn({ json: answer }: Received): Promise<unknown> {
        return sandbox.tenant.tokens
          .verify(String(answer['access_token']))
          .then((claims) => claims?.['roles']);
      }
    },
    { now: () => now },
  );
});

test('the organization is described, and only people have a `/me`', () =>
  asAdministrator(async (send, sandbox) => {
    const [organization] = valuesOf(await send('GET', '/organization?$select=id,verifiedDomains'));
    expect(organization).toMatchObject({ id: sandbox.tenant.tenantId });
    expectRefusal(await send('GET', '/me'), [
      400,
      'BadRequest',
      '/me request is only valid with delegated authentication flow.',
    ]);
  }));
