import { describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { checkAccessToken } from '../../../sandbox/services/entra/access-token.ts';
import type { TokenCheck } from '../../../sandbox/services/entra/access-token.ts';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import type { SandboxRequest } from '../../../sandbox/network/http.ts';
import { makeTokenAuthority } from '../../../sandbox/network/tokens.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import {
  idToken,
  inSandbox,
  loginWithIdToken,
  loginWithSecret,
  requestToken,
} from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

describe('an ID token of the job', () => {
  test('contains GitHub’s claims, and is valid for five minutes', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.github.job.subject = 'repo:acme/ops:environment:production';
      const claims = decodeJwt(await idToken(sandbox, client, 'api://someone'));
      expect(claims).toMatchObject({
        iss: 'https://token.actions.githubusercontent.com',
        sub: 'repo:acme/ops:environment:production',
        aud: 'api://someone',
        environment: 'production',
        repository: 'acme/ops',
        run_id: '7001',
      });
      expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
    }));

  test('is issued only to the job', () =>
    inSandbox(async (sandbox, client) => {
      const url = sandbox.environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
      const good = { authorization: `Bearer ${sandbox.environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}` };
      expect((await client.send('GET', url)).status).toBe(401);
      expect((await client.send('GET', url, { authorization: 'Bearer x' })).status).toBe(401);
      expect((await client.send('POST', url, good)).status).toBe(405);
      expect((await client.send('GET', url.replace('idtoken', 'other'), good)).status).toBe(404);
    }));

  test('has a key that the issuer publishes', () =>
    inSandbox(async (_sandbox, client) => {
      const root = 'https://token.actions.githubusercontent.com/.well-known';
      const { json } = await client.send('GET', `${root}/openid-configuration`);
      expect(json).toMatchObject({
        issuer: 'https://token.actions.githubusercontent.com',
        jwks_uri: `${root}/jwks`,
      });
      expect((await client.send('GET', `${root}/jwks`)).json).toHaveProperty('keys.0.kid');
      expect((await client.send('GET', `${root}/else`)).status).toBe(404);
    }));
});

describe('a login with the ID token', () => {
  test('returns a token for Graph with the application permissions', () =>
    inSandbox(async (sandbox, client) => {
      const { status, json } = await loginWithIdToken(sandbox, client);
      expect(status).toBe(200);
      expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
      expect(decodeJwt(String(json['access_token']))).toMatchObject({
        aud: 'https://graph.microsoft.com',
        app_displayname: 'exalate-rotation',
        appid: sandbox.tenant.workload.appId,
        oid: sandbox.tenant.workload.servicePrincipalId,
        tid: sandbox.tenant.tenantId,
        roles: ['Application.ReadWrite.OwnedBy'],
      });
    }));

  type Change = (sandbox: Sandbox, client: Client) => Promise<string>;
  const changes: [string, number, string, number, Change][] = [
    ['another subject', 700213, 'invalid_client', 401, subject('repo:acme/ops:pull_request')],
    ['a subject in other case', 7002138, 'invalid_client', 401, subject('repo:Acme/ops:ref:refs/heads/main')],
    [
      'another audience',
      700212,
      'invalid_client',
      401,
      (s, c) => idToken(s, c, 'api://AzureADTokenExchangeChina'),
    ],
    [
      'another issuer',
      700211,
      'invalid_client',
      401,
      (s, c) => trust(s, c, { issuer: 'https://ghes.example.com' }),
    ],
    ['an application without federated credentials', 70025, 'invalid_client', 401, trustNobody],
    ['the older error', 70021, 'invalid_request', 400, olderError],
    ['an issuer that Entra cannot reach', 501661, 'invalid_request', 400, unreachableIssuer],
    ['a repository of no enterprise', 7002381, 'invalid_client', 401, requireEnterprise],
    ['a foreign signature', 700027, 'invalid_client', 401, foreignSignature],
    ['an invalid token', 700027, 'invalid_client', 401, () => Promise.resolve('x.y.z')],
  ];
  test.each(changes)('%s is refused with AADSTS%d', (_name, code, error, status, change) =>
    inSandbox(async (sandbox, client) => {
      const assertion = await change(sandbox, client);
      expectRefusal(await loginWithIdToken(sandbox, client, assertion), code, error, status);
    }),
  );

  test('an expired token is refused with AADSTS700024', async () => {
    let now = Date.now();
    await inSandbox(
      async (sandbox, client) => {
        const assertion = await idToken(sandbox, client);
        now += 11 * 60_000;
        expectRefusal(await loginWithIdToken(sandbox, client, assertion), 700024, 'invalid_client', 401);
      },
      { now: () => now },
    );
  });

  test('of a repository of an accepted enterprise is not refused', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.github.job.enterprise = 'contoso';
      sandbox.tenant.policies.enterprises = ['contoso'];
      expect((await loginWithIdToken(sandbox, client)).status).toBe(200);
    }));

  function unreachableIssuer(sandbox: Sandbox, client: Client): Promise<string> {
    sandbox.tenant.policies.issuerReachable = false;
    return idToken(sandbox, client);
  }

  function requireEnterprise(sandbox: Sandbox, client: Client): Promise<string> {
    sandbox.tenant.policies.enterprises = ['contoso', 'fabrikam'];
    return idToken(sandbox, client);
  }

  function subject(value: string): Change {
    return (sandbox, client) => {
      sandbox.github.job.subject = value;
      return idToken(sandbox, client);
    };
  }

  function trust(sandbox: Sandbox, client: Client, change: { issuer: string }): Promise<string> {
    for (const credential of sandbox.tenant.workload.federatedCredentials) Object.assign(credential, change);
    return idToken(sandbox, client);
  }

  function trustNobody(sandbox: Sandbox, client: Client): Promise<string> {
    sandbox.tenant.workload.federatedCredentials = [];
    return idToken(sandbox, client);
  }

  function olderError(sandbox: Sandbox, client: Client): Promise<string> {
    sandbox.tenant.policies.olderFederationErrors = true;
    return idToken(sandbox, client, 'api://other');
  }

  async function foreignSignature(sandbox: Sandbox, client: Client): Promise<string> {
    const forger = await makeTokenAuthority();
    return forger.sign(decodeJwt(await idToken(sandbox, client)));
  }
});

describe('a login with a client secret', () => {
  test('works without any application permission', () =>
    inSandbox(async (sandbox, client) => {
      const { appId, secret } = withSecret(sandbox);
      const { status, json } = await loginWithSecret(sandbox, client, appId, secret);
      expect(status).toBe(200);
      expect(decodeJwt(String(json['access_token']))).not.toHaveProperty('roles');
    }));

  const day = 86_400_000;
  type Change = (sandbox: Sandbox) => Record<string, string>;
  const changes: [string, number, string, number, Change][] = [
    ['a wrong secret', 7000215, 'invalid_client', 401, () => ({ client_secret: 'wrong' })],
    ['a secret not valid yet', 7000215, 'invalid_client', 401, (s) => secretOf(s, day, 2 * day)],
    ['an expired secret', 7000222, 'invalid_client', 401, (s) => secretOf(s, -2 * day, -day)],
    ['an unknown application', 700016, 'unauthorized_client', 400, () => ({ client_id: 'nobody' })],
    ['no service principal', 7000229, 'invalid_client', 401, withoutPrincipal],
    ['a disabled application', 7000112, 'unauthorized_client', 400, set({ disabled: true })],
    ['Conditional Access', 53003, 'invalid_grant', 400, set({ blockedByConditionalAccess: true })],
    ['a throttled tenant', 90055, 'temporarily_unavailable', 429, throttled],
    ['a network with tenant restrictions', 5000211, 'invalid_request', 400, restricted],
    ['a disabled resource', 500014, 'invalid_resource', 400, disabledResource],
    [
      'another resource',
      500011,
      'invalid_resource',
      400,
      () => ({ scope: 'https://nobody.example/.default' }),
    ],
    ['a scope without .default', 1002012, 'invalid_scope', 400, () => ({ scope: 'User.Read' })],
    ['another flow', 70003, 'unsupported_grant_type', 400, () => ({ grant_type: 'authorization_code' })],
    ['no client ID', 900144, 'invalid_request', 400, () => ({ client_id: '' })],
    [
      'a bare assertion',
      7000218,
      'invalid_client',
      401,
      () => ({ client_assertion: 'x', client_secret: '-' }),
    ],
  ];
  test.each(changes)('%s is refused with AADSTS%d', (_name, code, error, status, change) =>
    inSandbox(async (sandbox, client) => {
      const { appId, secret } = withSecret(sandbox);
      const fields = { client_id: appId, client_secret: secret, ...change(sandbox) };
      const { client_secret, ...others } = fields;
      const answer = await requestToken(sandbox, client, client_secret === '-' ? others : fields);
      expectRefusal(answer, code, error, status);
    }),
  );

  function secretOf(sandbox: Sandbox, start: number, end: number): Record<string, string> {
    const { now } = sandbox.tenant;
    const startDateTime = new Date(now() + start).toISOString();
    const password = makePassword({ startDateTime, endDateTime: new Date(now() + end).toISOString() }, now());
    sandbox.tenant.keep(sandbox.tenant.application('Exalate'), password);
    return { client_secret: password.secretText };
  }

  function withoutPrincipal(sandbox: Sandbox): Record<string, string> {
    return { client_id: sandbox.tenant.addApplication({ displayName: 'x', servicePrincipal: false }).appId };
  }

  function set(change: { disabled: boolean } | { blockedByConditionalAccess: boolean }): Change {
    return (sandbox) => {
      Object.assign(sandbox.tenant.application('Exalate'), change);
      return {};
    };
  }

  test('fails as often as the test says, whatever it is', () =>
    inSandbox(async (sandbox, client) => {
      const { appId, secret } = withSecret(sandbox);
      sandbox.tenant.failLogins(90033, 'A transient error has occurred. Please try again.', 2);
      const refused = [
        await loginWithSecret(sandbox, client, appId, secret),
        await loginWithSecret(sandbox, client, appId, secret),
      ];
      for (const each of refused) expectRefusal(each, 90033, 'temporarily_unavailable', 503);
      expect((await loginWithSecret(sandbox, client, appId, secret)).status).toBe(200);
    }));

  function restricted(sandbox: Sandbox): Record<string, string> {
    sandbox.tenant.policies.restrictedByProxy = true;
    return {};
  }

  function disabledResource(sandbox: Sandbox): Record<string, string> {
    sandbox.tenant.policies.disabledResources.push(`https://${sandbox.tenant.cloud.graph}`);
    return {};
  }

  function throttled(sandbox: Sandbox): Record<string, string> {
    sandbox.tenant.policies.loginsThrottled = true;
    return {};
  }

  test('goes to the replicas in turn, and each knows a new secret after its own delay', async () => {
    let now = Date.now();
    await inSandbox(
      async (sandbox, client) => {
        sandbox.tenant.propagation.login = [0, 2000, 5000];
        const { appId, secret } = withSecret(sandbox);
        const round = async (): Promise<number[]> => [
          (await loginWithSecret(sandbox, client, appId, secret)).status,
          (await loginWithSecret(sandbox, client, appId, secret)).status,
          (await loginWithSecret(sandbox, client, appId, secret)).status,
        ];
        expect(await round()).toEqual([200, 401, 401]);
        now += 2000;
        expect(await round()).toEqual([200, 200, 401]);
        now += 3000;
        expect(await round()).toEqual([200, 200, 200]);
      },
      { now: () => now },
    );
  });
});

describe('a revoked token', () => {
  const audiences = ['https://graph.microsoft.com'];

  async function check(sandbox: Sandbox, token: unknown): Promise<TokenCheck> {
    const request: SandboxRequest = {
      method: 'GET',
      host: 'graph.microsoft.com',
      url: new URL('https://graph.microsoft.com/v1.0/applications'),
      headers: { authorization: `Bearer ${String(token)}` },
      body: '',
      finished: Promise.resolve(),
    };
    return checkAccessToken(request, sandbox.tenant, audiences);
  }

  async function logIn(sandbox: Sandbox, client: Client, claims?: string): Promise<unknown> {
    const { appId, secret } = withSecret(sandbox);
    const fields = { client_id: appId, client_secret: secret, ...(claims !== undefined && { claims }) };
    return (await requestToken(sandbox, client, fields)).json['access_token'];
  }

  test('is replaced only by a login that asks for the claims of the challenge', () =>
    inSandbox(async (sandbox, client) => {
      const token = await logIn(sandbox, client);
      expect(await check(sandbox, token)).toMatchObject({ kind: 'good' });
      sandbox.tenant.revokeTokens();
      const revoked = await check(sandbox, token);
      expect(revoked).toMatchObject({ kind: 'revoked' });
      expect(await check(sandbox, await logIn(sandbox, client))).toEqual(revoked);
      const claims = revoked.kind === 'revoked' ? revoked.claims : '';
      expect(JSON.parse(claims)).toHaveProperty('access_token.nbf.essential', true);
      const renewed = await logIn(sandbox, client, claims);
      expect(await check(sandbox, renewed)).toMatchObject({ kind: 'good' });
      sandbox.tenant.revokeTokens();
      expect(await check(sandbox, renewed)).toMatchObject({ kind: 'revoked' });
    }));

  test('is not replaced when the claims are not JSON', () =>
    inSandbox(async (sandbox, client) => {
      const { appId, secret } = withSecret(sandbox);
      const fields = { client_id: appId, client_secret: secret, claims: 'eyJh' };
      expectRefusal(await requestToken(sandbox, client, fields), 90100, 'invalid_request', 400);
    }));
});

test('Azure CLI learns that there are no subscriptions', () =>
  inSandbox(async (sandbox, client) => {
    const { appId, secret } = withSecret(sandbox);
    const scope = 'https://management.core.windows.net//.default';
    const { json } = await requestToken(sandbox, client, { client_id: appId, client_secret: secret, scope });
    const headers = { authorization: `Bearer ${String(json['access_token'])}` };
    const subscriptions = 'https://management.azure.com/subscriptions?api-version=2022-12-01';
    expect((await client.send('GET', subscriptions, headers)).json).toMatchObject({ value: [] });
    expect((await client.send('GET', subscriptions)).status).toBe(401);
    expect((await client.send('GET', 'https://management.azure.com/tenants', headers)).status).toBe(404);
  }));

describe('clouds', () => {
  test.each([
    ['public', 'login.microsoftonline.com', 'https://graph.microsoft.com'],
    ['us-government', 'login.microsoftonline.us', 'https://graph.microsoft.us'],
    ['us-government-dod', 'login.microsoftonline.us', 'https://dod-graph.microsoft.us'],
    ['china', 'login.chinacloudapi.cn', 'https://microsoftgraph.chinacloudapi.cn'],
  ] as const)('a tenant of %s logs in at %s, for %s', (cloud, authority, resource) =>
    inSandbox(
      async (sandbox, client) => {
        const { json } = await loginWithIdToken(sandbox, client);
        expect(decodeJwt(String(json['access_token'])).aud).toBe(resource);
        expect(sandbox.requests.at(-1)?.host).toBe(authority);
      },
      { cloud },
    ),
  );

  test('the public cloud knows the tenants of the US Government, and refuses their logins', () =>
    inSandbox(
      async (sandbox, client) => {
        const elsewhere = `https://login.microsoftonline.com/${sandbox.tenant.tenantId}`;
        const answer = await client.send('POST', `${elsewhere}/oauth2/v2.0/token`);
        expectRefusal(answer, 900382, 'invalid_request', 400);
      },
      { cloud: 'us-government' },
    ));

  test('the other clouds recognize neither the tenant nor its tokens', () =>
    inSandbox(async (sandbox, client) => {
      const elsewhere = `https://login.chinacloudapi.cn/${sandbox.tenant.tenantId}`;
      expectRefusal(
        await client.send('POST', `${elsewhere}/oauth2/v2.0/token`),
        90002,
        'invalid_request',
        400,
      );
      const { json } = await loginWithIdToken(sandbox, client);
      const answer = await client.send('GET', 'https://graph.microsoft.us/v1.0/applications', {
        authorization: `Bearer ${String(json['access_token'])}`,
      });
      expect(answer.json).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    }));

  test('clients can look up authorities and their endpoints', () =>
    inSandbox(async (sandbox, client) => {
      const root = 'https://login.microsoftonline.com';
      const asked = encodeURIComponent(
        `https://login.microsoftonline.us/${sandbox.tenant.tenantId}/oauth2/v2.0/authorize`,
      );
      const discovery = await client.send(
        'GET',
        `${root}/common/discovery/instance?authorization_endpoint=${asked}`,
      );
      expect(discovery.json['tenant_discovery_endpoint']).toContain('https://login.microsoftonline.us/1000');
      const unknown = await client.send(
        'GET',
        `${root}/common/discovery/instance?authorization_endpoint=https://x.y/z`,
      );
      expect(unknown.json).toMatchObject({ error: 'invalid_instance' });
      const tenant = `${root}/${sandbox.tenant.tenantId}`;
      const configuration = await client.send('GET', `${tenant}/v2.0/.well-known/openid-configuration`);
      expect(configuration.json).toMatchObject({ token_endpoint: `${tenant}/oauth2/v2.0/token` });
      expect((await client.send('GET', `${tenant}/discovery/v2.0/keys`)).json).toHaveProperty('keys.0.kid');
      expect((await client.send('GET', `${tenant}/else`)).status).toBe(404);
    }));
});

function withSecret(sandbox: Sandbox): { appId: string; secret: string } {
  const application = sandbox.tenant.application('Exalate');
  const password = makePassword({ displayName: 'x' }, sandbox.tenant.now());
  sandbox.tenant.keep(application, password);
  return { appId: application.appId, secret: password.secretText };
}

/** The whole shape of an error of the token endpoint. */
function expectRefusal(answer: Received, code: number, error: string, status: number): void {
  expect(answer.json).toMatchObject({ error, error_codes: [code] });
  expect(answer.status).toBe(status);
  const guid = /[0-9a-f-]{36}/.source;
  expect(answer.json).toEqual({
    error,
    error_description: expect.stringMatching(
      new RegExp(
        `^AADSTS${code}: .+ Trace ID: ${guid} Correlation ID: ${guid} Timestamp: [0-9-]{10} [0-9:]{8}Z$`,
      ),
    ),
    error_codes: [code],
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    trace_id: expect.stringMatching(guid),
    correlation_id: expect.stringMatching(guid),
    error_uri: expect.stringMatching(new RegExp(`^https://login\\.[a-z.]+/error\\?code=${code}$`)),
  });
}
