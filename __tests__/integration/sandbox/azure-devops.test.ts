import { describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import type { Organization } from '../../../sandbox/services/azure-devops/organization.ts';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import { makeTokenAuthority } from '../../../sandbox/network/tokens.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { inSandbox, requestToken } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const resource = '499b84ac-1321-427f-aa17-267ca6975798';
const acme = 'https://dev.azure.com/acme';
const noPage = { 'x-tfs-fedauthredirect': 'Suppress' };

/** An organization, and Exalate with a token for Azure DevOps. */
interface OrganizationFixture {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly organization: Organization;
  readonly appId: string;
  readonly token: string;
  readonly get: (path: string) => Promise<Received>;
}

function inOrganization(
  test: (fixture: OrganizationFixture) => Promise<void>,
  options: { now?: () => number } = {},
): Promise<void> {
  return inSandbox(async (sandbox, client) => {
    const token = String((await login(sandbox, client, resource)).json['access_token']);
    await test({
      sandbox,
      client,
      organization: sandbox.azureDevOps.organization('acme'),
      appId: sandbox.tenant.application('Exalate').appId,
      token,
      get: (path) => client.send('GET', acme + path, { ...noPage, authorization: `Bearer ${token}` }),
    });
    expect(sandbox.violations).toEqual([]);
  }, options);
}

test('a member sees the projects, page by page', () =>
  inOrganization(async ({ organization, get, client, token }) => {
    organization.addProject('Website');
    const first = await get('/_apis/projects?$top=1&api-version=7.1');
    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({ count: 1, value: [{ name: 'Platform', state: 'wellFormed' }] });
    const next = first.headers.get('x-ms-continuationtoken') ?? '';
    const second = await get(`/_apis/projects?$top=1&continuationToken=${next}`);
    expect(namesOf(second)).toEqual(['Website']);
    expect(second.headers.get('x-ms-continuationtoken')).toBeNull();
    expect(namesOf(await get('/_apis/projects?$skip=1'))).toEqual(['Website']);
    const elsewhere = await client.send('GET', `${acme.replace('acme', 'ACME')}/_apis/projects`, {
      authorization: `Bearer ${token}`,
    });
    expect(namesOf(elsewhere)).toEqual(['Platform', 'Website']);
  }));

test('a member who may not see a project gets an empty list', () =>
  inOrganization(async ({ organization, get }) => {
    organization.projects.length = 0;
    organization.addProject('Secret', new Set(['somebody else']));
    const answer = await get('/_apis/projects?api-version=7.1');
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ count: 0, value: [] });
  }));

describe('access', () => {
  test('is denied to a service principal that was never added', () =>
    inOrganization(async ({ sandbox, organization, appId, get }) => {
      organization.members.delete(appId);
      const { tenantId } = sandbox.tenant;
      const { servicePrincipalId } = sandbox.tenant.application(appId);
      const answer = await get('/_apis/projects?api-version=7.1');
      expectUnauthorized(answer, `as ${tenantId}\\${tenantId}\\${servicePrincipalId ?? ''} in a web browser`);
      expect(answer.json['message']).toMatch(/^TF401444: /);
    }));

  test('is denied to a member without an access level', () =>
    inOrganization(async ({ organization, appId, get }) => {
      organization.denied.add(appId);
      expectUnauthorized(await get('/_apis/projects?api-version=7.1'), 'TF400813: The user');
    }));

  test.each(['error', 'page'] as const)('is denied by Conditional Access, with an %s', (form) =>
    inOrganization(async ({ organization, get }) => {
      organization.conditionalAccess = form;
      const answer = await get('/_apis/projects?api-version=7.1');
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('VS403463: The conditional access policy');
      expect(answer.headers.get('activityid')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers.get('content-type')).toContain(form === 'page' ? 'text/html' : 'json');
    }),
  );

  type Token = (fixture: OrganizationFixture) => Promise<string>;
  const tokens: [string, Token][] = [
    ['for another resource', ({ sandbox, client }) => tokenFor(sandbox, client, 'https://vault.azure.net')],
    ['from another authority', async ({ token }) => (await makeTokenAuthority()).sign(decodeJwt(token))],
    ['that is not a JWT', () => Promise.resolve('x')],
  ];
  test.each(tokens)('is denied to a token %s', (_name, token) =>
    inOrganization(async (fixture) => {
      const headers = { authorization: `Bearer ${await token(fixture)}` };
      const answer = await fixture.client.send('GET', `${acme}/_apis/projects`, { ...noPage, ...headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.headers.get('www-authenticate')).toBe(
        `Bearer authorization_uri=https://login.microsoftonline.com/${fixture.sandbox.tenant.tenantId}`,
      );
      expectSignIn(await fixture.client.send('GET', `${acme}/_apis/projects`, headers), 302);
    }),
  );

  test('is denied to an expired token', async () => {
    let now = Date.now();
    await inOrganization(
      async ({ get }) => {
        now += 3600_000;
        expect((await get('/_apis/projects')).status).toBe(401);
      },
      { now: () => now },
    );
  });

  test.each([
    ['page', 203],
    ['redirect', 302],
  ] as const)('may be denied with the sign-in page (%s), whatever the request asks for', (mode, status) =>
    inOrganization(async ({ organization, appId, client, get }) => {
      organization.signIn = mode;
      expect((await get('/_apis/projects')).status).toBe(200);
      organization.members.delete(appId);
      expectSignIn(await get('/_apis/projects'), status);
      expectSignIn(await client.send('GET', `${acme}/_apis/projects`, noPage), status);
    }),
  );

  function expectUnauthorized(answer: Received, message: string): void {
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      $id: '1',
      innerException: null,
      message: expect.stringContaining(message),
      typeName: expect.stringContaining('.UnauthorizedRequestException, '),
      typeKey: 'UnauthorizedRequestException',
      errorCode: 0,
      eventId: 3000,
    });
  }

  function expectSignIn(answer: Received, status: number): void {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('location')?.includes('/_signin') ?? false).toBe(status === 302);
  }
});

test('an unknown organization is answered with an HTML page', () =>
  inOrganization(async ({ sandbox, client, token }) => {
    const url = 'https://dev.azure.com/nobody/_apis/projects';
    const answer = await client.send('GET', url, { ...noPage, authorization: `Bearer ${token}` });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(() => sandbox.azureDevOps.organization('nobody')).toThrow('no organization nobody');
    sandbox.azureDevOps.add('nobody');
    expect((await client.send('GET', url, noPage)).status).toBe(401);
  }));

test.each([
  ['/_apis/projects?api-version=7.3', 400, 'VssVersionOutOfRangeException'],
  ['/_apis/projects?api-version=7.2', 400, 'VssInvalidPreviewVersionException'],
  ['/_apis/projects?api-version=latest', 400, 'VssInvalidApiResourceVersionException'],
  ['/_apis/projects?$top=many', 400, 'VssPropertyValidationException'],
  ['/_apis/teams', 404, 'HttpException'],
])('%s is refused', (path, status, typeKey) =>
  inOrganization(async ({ get }) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ typeKey });
  }),
);

test('a preview version is accepted if it is marked as a preview; writes are refused', () =>
  inOrganization(async ({ client, token, get }) => {
    expect((await get('/_apis/projects?api-version=7.2-preview.4')).status).toBe(200);
    const headers = { ...noPage, authorization: `Bearer ${token}` };
    expect((await client.send('POST', `${acme}/_apis/projects`, headers, '{}')).status).toBe(405);
  }));

test('the other clouds have no Azure DevOps', () =>
  inSandbox(
    async (sandbox, client) => {
      const { status, json } = await login(sandbox, client, resource);
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: 'invalid_resource', error_codes: [500011] });
    },
    { cloud: 'china' },
  ));

/** As Exalate does: with its client secret. */
function login(sandbox: Sandbox, client: Client, audience: string): Promise<Received> {
  const application = sandbox.tenant.application('Exalate');
  const password = makePassword({ displayName: 'x' }, sandbox.tenant.now());
  sandbox.tenant.keep(application, password);
  return requestToken(sandbox, client, {
    client_id: application.appId,
    client_secret: password.secretText,
    scope: `${audience}/.default`,
  });
}

async function tokenFor(sandbox: Sandbox, client: Client, audience: string): Promise<string> {
  return String((await login(sandbox, client, audience)).json['access_token']);
}

function namesOf(page: Received): string[] {
  return v.parse(v.array(v.object({ name: v.string() })), page.json['value']).map(({ name }) => name);
}
