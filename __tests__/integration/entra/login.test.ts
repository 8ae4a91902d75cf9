import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CloudName } from '../../../sandbox/services/entra/clouds.ts';
import type { Application } from '../../../sandbox/services/entra/application.ts';
import type { Fault } from '../../../sandbox/network/faults.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { cloudNames, findCloud } from '../../../src/azure/cloud.ts';
import { createIdTokenRequest } from '../../../src/entra/login/id-token.ts';
import { logIn, logInForScope } from '../../../src/entra/login/login.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import {
  createTestClient,
  enterSandbox,
  failureOf,
  FastClock,
  prepareRun,
} from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  await sandbox.close();
});

const tokenRequest = { method: 'POST', path: /oauth2\/v2\.0\/token/ };

async function logInFailure(inputs: Readonly<Record<string, string>> = {}): Promise<ActionError> {
  const error: unknown = await prepareRun(sandbox, { 'step-output': 'true', ...inputs })
    .services.logIn()
    .catch((thrown: unknown) => thrown);
  if (error instanceof ActionError) return error;
  throw error;
}

describe('a login', () => {
  test('requests one token from GitHub and one from Entra, names the action, and masks both', async () => {
    const { services, toolkit } = prepareRun(sandbox, { 'step-output': 'true' });
    await services.logIn();
    expect(sandbox.requests.map(({ host }) => host)).toEqual([
      'run-actions-1-azure-eastus.actions.githubusercontent.com',
      'login.microsoftonline.com',
    ]);
    for (const { userAgent } of sandbox.requests) {
      expect(userAgent).toBe(`exalate-secret-action/${packageJson.version}`);
    }
    expect(toolkit.masks).toHaveLength(2);
    for (const mask of toolkit.masks) expect(mask).toMatch(/^eyJ/);
  });

  test.each<[Fault, string]>([
    [{ kind: 'answer', status: 503 }, 'HTTP 503. Trying again in 1 s.'],
    [{ kind: 'answer', status: 429, headers: { 'Retry-After': '7' } }, 'HTTP 429. Trying again in 7 s.'],
    [{ kind: 'drop' }, 'UND_ERR_SOCKET. Trying again in 1 s.'],
  ])('is retried after a temporary fault: %j', async (fault, line) => {
    sandbox.faults.add({ when: tokenRequest, times: 2, fault });
    const { services, toolkit, clock } = prepareRun(sandbox, { 'step-output': 'true' });
    await expect(services.logIn()).resolves.toBeDefined();
    expect(toolkit.lines[0]).toBe(`Microsoft Entra ID: ${line}`);
    expect(clock.waits).toHaveLength(2);
    expect(sandbox.requests).toHaveLength(4);
  });

  test('is not retried when Entra refuses it', async () => {
    sandbox.tenant.workload.federatedCredentials = [];
    await logInFailure();
    expect(sandbox.requests).toHaveLength(2);
  });

  test('succeeds although a replica does not know the federated credential for a moment', async () => {
    sandbox.faults.add({ when: tokenRequest, times: 2, fault: refuse(700213) });
    await expect(prepareRun(sandbox, { 'step-output': 'true' }).services.logIn()).resolves.toBeDefined();
    expect(sandbox.requests).toHaveLength(4);
  });

  test('is given up after five repeats', async () => {
    sandbox.faults.add({ when: tokenRequest, times: Infinity, fault: { kind: 'answer', status: 503 } });
    expect(await logInFailure()).toMatchObject({ code: 'login-refused' });
    expect(sandbox.requests).toHaveLength(7);
  });

  test.each<[string, (workload: Application) => void, string, string]>([
    [
      'subject',
      (workload) =>
        (workload.federatedCredentials = [{ ...credential(), subject: 'repo:Acme/ops:ref:refs/heads/main' }]),
      'federated-credential-mismatch',
      'AADSTS700213',
    ],
    [
      'issuer',
      (workload) =>
        (workload.federatedCredentials = [{ ...credential(), issuer: 'https://ghes.example.com' }]),
      'federated-credential-mismatch',
      'AADSTS700211',
    ],
    [
      'audience',
      (workload) => (workload.federatedCredentials = [{ ...credential(), audience: 'api://Other' }]),
      'federated-credential-mismatch',
      'AADSTS700212',
    ],
    [
      'service principal',
      (workload) => (workload.servicePrincipal = undefined),
      'login-refused',
      'az ad sp create --id',
    ],
    ['enabled account', (workload) => (workload.disabled = true), 'login-refused', 'accountEnabled=true'],
    [
      'network',
      () => (sandbox.tenant.policies.restrictedByProxy = true),
      'tenant-access-restricted',
      'sec-Restrict-Tenant-Access-Policy',
    ],
    [
      'enterprise',
      () => {
        sandbox.github.job.enterprise = 'acme-inc';
        sandbox.tenant.policies.enterprises = ['contoso', 'fabrikam'];
      },
      'enterprise-claim-refused',
      "must contain the enterprise claim with value 'contoso' or 'fabrikam' but actual value is 'acme-inc'",
    ],
    [
      'access to the keys of GitHub',
      () => (sandbox.tenant.policies.issuerReachable = false),
      'issuer-unreachable',
      'AADSTS501661',
    ],
    [
      'network location',
      (workload) => (workload.blockedByConditionalAccess = true),
      'login-blocked-by-policy',
      'AADSTS53003',
    ],
  ])('is refused without the right %s', async (_, change, code, text) => {
    change(sandbox.tenant.workload);
    const failure = await logInFailure();
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(text);
  });

  test('of an application without federated credentials fails with both causes, and no command that adds one', async () => {
    sandbox.tenant.workload.federatedCredentials = [];
    const { code, message } = await logInFailure();
    expect(code).toBe('federated-credential-missing');
    expect(message).toContain('AADSTS70025');
    expect(message).toContain("it may be the application ID of Exalate's own application");
    expect(message).toContain('docs/setup.md');
    expect(message).not.toContain('az ');
  });

  test('without a matching credential prints the claims of the token, and the command that adds the credential', async () => {
    sandbox.github.job.subject = "repo:acme/ops:environment:Bob's";
    sandbox.tenant.policies.olderFederationErrors = true;
    const { message } = await logInFailure();
    expect(message).toContain(
      `only if ${sandbox.tenant.workload.appId} is the workload identity, not Exalate's application`,
    );
    expect(message).toContain('issuer    https://token.actions.githubusercontent.com');
    expect(message).toContain("subject   repo:acme/ops:environment:Bob's");
    expect(message).toContain('audience  api://AzureADTokenExchange');
    expect(message).toContain(
      `az ad app federated-credential create --id ${sandbox.tenant.workload.appId} --parameters '{"name":"github-repo-acme-ops-environment-Bob-s","issuer":"https://token.actions.githubusercontent.com","subject":"repo:acme/ops:environment:Bob'\\''s","audiences":["api://AzureADTokenExchange"]}'`,
    );
  });

  test('to an unknown tenant, or as an unknown application, fails with the input that is wrong', async () => {
    const unknown = '99999999-0000-4000-8000-000000000000';
    expect(await logInFailure({ 'tenant-id': unknown })).toMatchObject({ code: 'tenant-not-found' });
    expect(await logInFailure({ 'client-id': unknown })).toMatchObject({
      code: 'workload-identity-not-found',
    });
  });

  test('to a throttled tenant fails with the advice to wait', async () => {
    sandbox.tenant.policies.loginsThrottled = true;
    const { code, message } = await logInFailure();
    expect(code).toBe('entra-throttled');
    expect(message).toContain('too many logins');
  });

  test('that is refused with an unknown number links to Microsoft’s explanation', async () => {
    sandbox.faults.add({ when: tokenRequest, fault: refuse(1234567) });
    const { code, message } = await logInFailure();
    expect(code).toBe('login-refused');
    expect(message).toContain('https://login.microsoftonline.com/error?code=1234567');
  });

  test('outside the validity period of the token causes a separate error', async () => {
    sandbox.faults.add({ when: tokenRequest, fault: refuse(700024) });
    expect(await logInFailure()).toMatchObject({ code: 'id-token-stale' });
  });

  test('with a token that cannot be parsed shows no claims', async () => {
    sandbox.faults.add({ when: tokenRequest, times: Infinity, fault: refuse(700213) });
    await expect(logInWith('token')).rejects.toThrow('subject   unreadable');
  });

  test('with claims that contain commands or invisible characters shows them as plain text', async () => {
    sandbox.faults.add({ when: tokenRequest, times: Infinity, fault: refuse(700213) });
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'i\n::error::x',
      sub: 'repo:acme/ops:environment:##[stop-commands]x',
      aud: 'a\u200bb',
    };
    const failure = await failureOf(logInWith([part({ alg: 'none' }), part(claims), 'x'].join('.')));
    expect(failure.message).toContain(
      [
        '  issuer    i\uFFFD::error::x',
        '  subject   repo:acme/ops:environment:##\uFFFD[stop-commands]x',
        '  audience  a\uFFFDb',
      ].join('\n'),
    );
  });

  test.each<[number, Record<string, string>, string]>([
    [403, { 'Content-Type': 'text/html' }, 'HTTP 403, text/html'],
    [200, { 'Content-Type': 'text/html; charset=utf-8' }, 'HTTP 200, text/html'],
    [302, { Location: 'https://filter.example.com/block?url=s3cr3t' }, 'redirect to filter.example.com'],
  ])(
    'that a filter answers with a page of status %d names the filter, not the page',
    async (status, headers, text) => {
      sandbox.faults.add({
        when: tokenRequest,
        times: Infinity,
        fault: { kind: 'answer', status, headers, body: '<h1>s3cr3t</h1>' },
      });
      const { code, message } = await logInFailure();
      expect(code).toBe('response-not-from-service');
      expect(message).toContain('https://login.microsoftonline.com');
      expect(message).toContain(text);
      expect(message).not.toContain('s3cr3t');
      expect(sandbox.requests).toHaveLength(2);
    },
  );

  test.each([
    [90033, 'A transient error has occurred. Please try again.'],
    [50166, 'Request to External OIDC endpoint failed.'],
    [500031, 'Cannot find signing certificate configured.'],
  ] as const)('succeeds after AADSTS%d', async (code, message) => {
    sandbox.tenant.failLogins(code, message, 2);
    const { services, toolkit } = prepareRun(sandbox, { 'step-output': 'true' });
    await expect(services.logIn()).resolves.toBeDefined();
    expect(toolkit.lines[0]).toContain(`AADSTS${code}. Trying again`);
    expect(sandbox.requests).toHaveLength(4);
  });

  test.each(['', '{}', '{"token_type":"Bearer","expires_in":3599}'])(
    'succeeds after a response of status 200 without a token: %j',
    async (body) => {
      const headers = { 'Content-Type': 'application/json' };
      sandbox.faults.add({ when: tokenRequest, fault: { kind: 'answer', status: 200, headers, body } });
      const { services, toolkit } = prepareRun(sandbox, { 'step-output': 'true' });
      await expect(services.logIn()).resolves.toBeDefined();
      expect(toolkit.lines[0]).toContain('HTTP 200, a response without a token. Trying again');
    },
  );

  test('sends a new OIDC token when the one before is too old after a wait', async () => {
    const headers = { 'Retry-After': '280' };
    sandbox.faults.add({ when: tokenRequest, fault: { kind: 'answer', status: 429, headers } });
    await prepareRun(sandbox, { 'step-output': 'true' }).services.logIn();
    expect(sandbox.requests.filter(({ path }) => path.includes('idtoken'))).toHaveLength(2);
  });

  test('asks for the claims that a resource demanded', async () => {
    const { tenant } = sandbox;
    tenant.revokeTokens();
    const claims = tenant.claimsFor(0);
    const { tenantId, workload } = tenant;
    const idToken = await requestIdToken();
    const token = await logInForScope(
      'https://graph.microsoft.com/.default',
      { tenantId, clientId: workload.appId, cloud: cloud('public') },
      { http: createTestClient(), idToken: () => Promise.resolve(idToken), mask: () => undefined },
      claims,
    );
    expect(tenant.claimsFor(decodeJwt(token).nbf ?? 0)).toBeUndefined();
  });

  test('that cannot reach Entra fails with the reason', async () => {
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:1';
    const login = logInWith('token');
    await expect(login).rejects.toMatchObject({ code: 'entra-unreachable' });
    await expect(login).rejects.toThrow('ECONNREFUSED');
  });
});

test('a tenant in another cloud fails with the names of the other clouds', async () => {
  await sandbox.close();
  sandbox = await enterSandbox({ cloud: 'us-government' });
  for (const credential of sandbox.tenant.workload.federatedCredentials) {
    credential.audience = 'api://AzureADTokenExchange';
  }
  const { code, message } = await logInFailure();
  expect(code).toBe('tenant-in-other-cloud');
  expect(message).toContain('`us-government`, `us-government-dod`, `china`');
});

describe.each<CloudName>(['us-government', 'us-government-dod', 'china'])('the cloud %s', (name) => {
  test('has its own authority, Graph and audience', async () => {
    await sandbox.close();
    sandbox = await enterSandbox({ cloud: name });
    const applications = await prepareRun(sandbox, { 'step-output': 'true', cloud: name }).services.logIn();
    await expect(applications.find('Exalate')).resolves.toMatchObject({ displayName: 'Exalate' });
    const { authorityHost, graph } = cloud(name);
    const hosts = new Set(sandbox.requests.slice(1).map(({ host }) => `https://${host}`));
    expect([...hosts]).toEqual([authorityHost, graph]);
  });
});

test('clouds are found by their names and by Azure CLI’s, in any case', () => {
  expect(cloudNames.map((name) => findCloud(name.toUpperCase())?.name)).toEqual(cloudNames);
  expect(findCloud('azurechinacloud')?.name).toBe('china');
  expect(findCloud('AzureUSGovernment')?.name).toBe('us-government');
  expect(findCloud('AzureCloud')?.name).toBe('public');
  expect(findCloud('germany')).toBeUndefined();
});

function credential(): { issuer: string; subject: string; audience: string } {
  return {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/ops:ref:refs/heads/main',
    audience: 'api://AzureADTokenExchange',
  };
}

test.each(['AZURE_REGIONAL_AUTHORITY_NAME', 'MSAL_FORCE_REGION'])(
  'a login is sent only to the host of its cloud, even when %s names another',
  async (name) => {
    process.env[name] = 'westeurope';
    try {
      const failure = await logInFailure();
      expect(failure.code).toBe('entra-unreachable');
      expect(failure.message).toContain('would have gone to another host');
      expect(sandbox.requests.filter(({ path }) => !path.includes('idtoken'))).toEqual([]);
    } finally {
      Reflect.deleteProperty(process.env, name);
    }
  },
);

function cloud(name: string): NonNullable<ReturnType<typeof findCloud>> {
  const found = findCloud(name);
  if (found === undefined) throw new Error(`no cloud ${name}`);
  return found;
}

/** Requests an OIDC token as the action does. */
async function requestIdToken(): Promise<string> {
  const environment = sandbox.environment;
  const dependencies = { http: createTestClient(), clock: new FastClock(), mask: () => undefined };
  return createIdTokenRequest('api://AzureADTokenExchange', environment, dependencies)();
}

function logInWith(idToken: string): Promise<unknown> {
  const { tenantId, workload } = sandbox.tenant;
  return logIn(
    { tenantId, clientId: workload.appId, cloud: cloud('public') },
    {
      http: createTestClient(),
      idToken: () => Promise.resolve(idToken),
      mask: () => undefined,
    },
  );
}

function refuse(code: number): Fault {
  return {
    kind: 'answer',
    status: 401,
    headers: { 'Content-Type': 'application/json' },
    body: { error: 'invalid_client', error_description: `AADSTS${code}: s3cr3t`, error_codes: [code] },
  };
}
