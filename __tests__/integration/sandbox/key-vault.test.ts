import tls from 'node:tls';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import type { KeyVault, Permission } from '../../../sandbox/services/key-vault/vault.ts';
import { makeTokenAuthority } from '../../../sandbox/network/tokens.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/sandbox.ts';
import { idToken, inSandbox, requestToken } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://exalate-vault.vault.azure.net';
const everything: readonly Permission[] = ['get', 'list', 'set', 'delete', 'recover'];

/** One vault, and a caller with a good token. */
interface VaultFixture {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly vault: KeyVault;
  readonly headers: Record<string, string>;
  readonly send: (method: string, path: string, body?: unknown) => Promise<Received>;
}

function inVault(
  test: (fixture: VaultFixture) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  return inSandbox(async (sandbox, client) => {
    const vault = sandbox.keyVault('exalate-vault');
    vault.roles.set(sandbox.tenant.workload.appId, everything);
    const headers = await vaultHeaders(sandbox, client);
    await test({
      sandbox,
      client,
      vault,
      headers,
      send: (method, path, body) =>
        client.send(
          method,
          `https://${vault.host}${path}${path.includes('?') ? '&' : '?'}api-version=7.6`,
          headers,
          body === undefined ? undefined : JSON.stringify(body),
        ),
    });
    expect(sandbox.violations).toEqual([]);
  }, options);
}

describe('authentication', () => {
  test.each([
    ['public', 'vault.azure.net', 'login.microsoftonline.com'],
    ['us-government', 'vault.usgovcloudapi.net', 'login.microsoftonline.us'],
    ['us-government-dod', 'vault.usgovcloudapi.net', 'login.microsoftonline.us'],
    ['china', 'vault.azure.cn', 'login.chinacloudapi.cn'],
  ] as const)('in %s, a 401 says where to get a token', (cloud, domain, authority) =>
    inVault(
      async ({ sandbox, client, send }) => {
        const url = `https://exalate-vault.${domain}/secrets/x?api-version=7.6`;
        const answer = await client.send('PUT', url, { 'x-ms-client-request-id': 'mine' });
        expectError(answer, 401, 'Unauthorized');
        expect(answer.headers.get('www-authenticate')).toBe(
          `Bearer authorization="https://${authority}/${sandbox.tenant.tenantId}", resource="https://${domain}"`,
        );
        expect(answer.headers.get('x-ms-client-request-id')).toBe('mine');
        expect((await send('PUT', '/secrets/x', { value: 'v' })).status).toBe(200);
      },
      { cloud },
    ),
  );

  type Token = (fixture: VaultFixture) => Promise<string>;
  const tokens: [string, string, Token][] = [
    ['for another resource', 'AKV10022', (fixture) => tokenFor(fixture, 'https://graph.microsoft.com')],
    ['from another authority', 'BearerReadAccessTokenFailed', forged],
    ['that is not a JWT', 'BearerReadAccessTokenFailed', () => Promise.resolve('a.b.c')],
  ];
  test.each(tokens)('a token %s is refused', (_name, message, token) =>
    inVault(async (fixture) => {
      const answer = await fixture.client.send('GET', `${root}/secrets/x?api-version=7.6`, {
        authorization: `Bearer ${await token(fixture)}`,
      });
      expectError(answer, 401, 'Unauthorized');
      expect(answer.text).toContain(message);
      expect(answer.headers.get('www-authenticate')).toContain('resource="https://vault.azure.net"');
    }),
  );

  test('a revoked token is refused with the claims that a new login must ask for', () =>
    inVault(async ({ sandbox, client, send }) => {
      sandbox.tenant.revokeTokens();
      const answer = await send('GET', '/secrets/x');
      expectError(answer, 401, 'Unauthorized');
      const [, claims = ''] =
        /error="insufficient_claims", claims="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '') ??
        [];
      const { json } = await requestToken(sandbox, client, {
        client_id: sandbox.tenant.workload.appId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await idToken(sandbox, client),
        scope: 'https://vault.azure.net/.default',
        claims: Buffer.from(claims, 'base64').toString(),
      });
      const authorization = `Bearer ${String(json['access_token'])}`;
      const url = `${root}/secrets/x?api-version=7.6`;
      expectError(await client.send('GET', url, { authorization }), 404, 'SecretNotFound');
    }));

  test('a vault of another tenant names it, and accepts no token of this one', () =>
    inVault(async ({ client, vault, send }) => {
      vault.otherTenantId = '72f988bf-86f1-41af-91ab-2d7cd011db47';
      const challenged = await client.send('GET', `${root}/secrets/x?api-version=7.6`);
      expect(challenged.headers.get('www-authenticate')).toContain(vault.otherTenantId);
      const answer = await send('GET', '/secrets/x');
      expectError(answer, 401, 'Unauthorized');
      expect(answer.text).toContain('AKV10032: Invalid issuer.');
    }));

  test.each(['https://vault.azure.net/', 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'])(
    'a token for the resource %s is accepted',
    (resource) =>
      inVault(async (fixture) => {
        const answer = await fixture.client.send('GET', `${root}/secrets/x?api-version=7.6`, {
          authorization: `Bearer ${await tokenFor(fixture, resource)}`,
        });
        expectError(answer, 404, 'SecretNotFound');
      }),
  );

  test('a token expires after an hour', async () => {
    let now = Date.now();
    await inVault(
      async ({ send }) => {
        now += 3600_000;
        expectError(await send('GET', '/secrets/x'), 401, 'Unauthorized');
      },
      { now: () => now },
    );
  });

  test('a vault that does not exist has no host', () =>
    inVault(async ({ sandbox, client }) => {
      const url = 'https://other-vault.vault.azure.net/secrets/x?api-version=7.6';
      await expect(client.send('GET', url)).rejects.toThrow();
      await expect(client.send('GET', url.replace('azure.net', 'azure.cn'))).rejects.toThrow();
      expect(() => sandbox.keyVault('other-vault')).toThrow('no key vault other-vault');
      sandbox.addKeyVault('other-vault');
      expect((await client.send('GET', url)).status).toBe(401);
    }));

  test.each(['ForbiddenByFirewall', 'ForbiddenByConnection', 'ForbiddenByNsp'] as const)(
    'network rules apply after the token is checked: %s',
    (code) =>
      inVault(async ({ client, vault, send }) => {
        vault.closedTo = code;
        expectError(await client.send('GET', `${root}/secrets/x?api-version=7.6`), 401, 'Unauthorized');
        expectError(await send('PUT', '/secrets/x', { value: 'v' }), 403, 'Forbidden', code);
        expect(vault.secret('x')).toBeUndefined();
      }),
  );

  test('a throttled vault refuses requests, and may say for how long', async () => {
    let now = Date.now();
    await inVault(
      async ({ vault, send }) => {
        vault.throttledUntil = now + 3_000;
        const answer = await send('PUT', '/secrets/x', { value: 'v' });
        expectError(answer, 429, 'Throttled');
        expect(answer.headers.get('retry-after')).toBeNull();
        vault.retryAfter = 3;
        expect((await send('GET', '/secrets/x')).headers.get('retry-after')).toBe('3');
        now += 3_000;
        expect((await send('PUT', '/secrets/x', { value: 'v' })).status).toBe(200);
      },
      { now: () => now },
    );
  });

  test.each([
    ['', 'api-version must be specified'],
    ['?api-version=6.0', 'The specified version (6.0) is not recognized.'],
    ['?api-version=7.6&filter=x', "The query parameter 'filter' is not supported."],
  ])('the query %j is refused', (query, message) =>
    inVault(async ({ client, headers }) => {
      const answer = await client.send('GET', `${root}/secrets/x${query}`, headers);
      expectError(answer, 400, 'BadParameter');
      expect(answer.text).toContain(message);
    }),
  );

  test.each([
    ['GET', '/', ''],
    ['PUT', '/secrets', 'secrets'],
    ['POST', '/secrets/x', 'x'],
    ['GET', '/secrets/x/versions/1', '1'],
    ['POST', '/deletedsecrets/x/restore', 'restore'],
    ['GET', '/keys/x', 'x'],
  ])('does not allow %s %s', (method, path, operation) =>
    inVault(async ({ send }) => {
      const answer = await send(method, path);
      expectError(answer, 400, 'BadParameter');
      expect(answer.text).toContain(`Method ${method} does not allow operation '${operation}'`);
    }),
  );
});

describe('permissions', () => {
  const needs: [string, string, Permission][] = [
    ['PUT', '/secrets/x', 'set'],
    ['GET', '/secrets/x', 'get'],
    ['PATCH', `/secrets/x/${'0'.repeat(32)}`, 'set'],
    ['PATCH', '/secrets/x/', 'set'],
    ['GET', '/secrets', 'list'],
    ['GET', '/deletedsecrets', 'list'],
    ['POST', '/deletedsecrets/x/recover', 'recover'],
    ['GET', '/secrets/x/versions', 'list'],
    ['DELETE', '/secrets/x', 'delete'],
    ['GET', '/deletedsecrets/x', 'get'],
  ];
  test.each(needs)('%s %s requires the permission to %s', (method, path, permission) =>
    inVault(async ({ sandbox, vault, send }) => {
      const { appId } = sandbox.tenant.workload;
      vault.set('x', { value: 'v' }, sandbox.tenant.now());
      const body = { PUT: { value: 'v' }, PATCH: {} }[method];
      vault.roles.set(
        appId,
        everything.filter((each) => each !== permission),
      );
      expectError(await send(method, path, body), 403, 'Forbidden', 'ForbiddenByRbac');
      vault.permissionModel = 'access-policy';
      for (const code of ['ForbiddenByPolicy', 'AccessDenied', undefined] as const) {
        vault.accessPolicyCode = code;
        const answer = await send(method, path, body);
        expectError(answer, 403, 'Forbidden', code);
        expect(answer.text).toContain(`does not have secrets ${permission} permission`);
      }
      vault.roles.set(appId, [permission]);
      expect((await send(method, path, body)).status).not.toBe(403);
    }),
  );

  test('from the start, the workload identity may store secrets and list their versions', () =>
    inSandbox((sandbox) => {
      const { roles } = sandbox.keyVault('exalate-vault');
      expect([...roles]).toEqual([[sandbox.tenant.workload.appId, ['set', 'list']]]);
      expect([...sandbox.addKeyVault('new').roles]).toEqual([]);
      return Promise.resolve();
    }));
});

describe('a secret', () => {
  const tooMany = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`t${index}`, '']));

  test('is returned with its value when it is stored, and can be read by its version', () =>
    inVault(
      async ({ vault, send }) => {
        const given = {
          value: 'geheim',
          contentType: 'text/plain',
          tags: { run: '7001.1' },
          attributes: { exp: 1893456000, nbf: 1790000000 },
        };
        const first = await send('PUT', '/secrets/Exalate', given);
        const id = String(first.json['id']);
        expect(id).toMatch(/^https:\/\/exalate-vault\.vault\.azure\.net\/secrets\/Exalate\/[0-9a-f]{32}$/);
        expect(first.json).toEqual({
          ...given,
          id,
          attributes: {
            ...given.attributes,
            enabled: true,
            created: 1795392000,
            updated: 1795392000,
            recoveryLevel: 'Recoverable+Purgeable',
            recoverableDays: 90,
          },
        });
        const second = await send('PUT', '/secrets/exalate', { value: 'neu' });
        expect(Object.keys(second.json)).toEqual(['value', 'id', 'attributes']);
        expect((await send('GET', '/secrets/EXALATE/')).json).toMatchObject({ value: 'neu' });
        expect((await send('GET', new URL(id).pathname)).json).toEqual(first.json);
        expect(vault.versions('exalate').map(({ value }) => value)).toEqual(['geheim', 'neu']);
        expect(vault.secret('exalate')?.value).toBe('neu');
      },
      { now: () => 1795392000_000 },
    ));

  test('has versions that are listed without values, page by page, in no particular order', () =>
    inVault(async ({ client, headers, sandbox, vault, send }) => {
      for (let count = 0; count < 30; count += 1) {
        vault.set('x', { value: `value-${count}`, tags: { count: String(count) } }, sandbox.tenant.now());
      }
      const ids: unknown[] = [];
      let page = await send('GET', '/secrets/x/versions');
      ids.push(...idsOf(page));
      expect(ids).toHaveLength(25);
      expect(page.text).not.toContain('value-');
      page = await client.send('GET', String(page.json['nextLink']), headers);
      ids.push(...idsOf(page));
      expect(page.json['nextLink']).toBeNull();
      expect(ids.toSorted()).toEqual(
        vault
          .versions('x')
          .map(({ version }) => `${root}/secrets/x/${version}`)
          .toSorted(),
      );
      expect(idsOf(await send('GET', '/secrets/x/versions?maxresults=3'))).toHaveLength(3);
      expectError(await send('GET', '/secrets/x/versions?maxresults=26'), 400, 'BadParameter');
      expectError(await send('GET', '/secrets/x/versions?$skiptoken=xyz'), 400, 'BadParameter');
      expect((await send('GET', '/secrets/none/versions')).json).toEqual({ value: [], nextLink: null });
    }));

  test('is listed without value and version, page by page, the disabled ones too', () =>
    inVault(async ({ client, headers, sandbox, vault, send }) => {
      const names = Array.from({ length: 30 }, (_, index) => `Name-${index}`);
      for (const name of names) vault.set(name, { value: `value of ${name}` }, sandbox.tenant.now());
      await send('PATCH', '/secrets/name-0/', { attributes: { enabled: false } });
      const first = await send('GET', '/secrets');
      expect(first.json['value']).toContainEqual(
        expect.objectContaining({
          id: `${root}/secrets/Name-0`,
          attributes: expect.objectContaining({ enabled: false }),
        }),
      );
      const second = await client.send('GET', String(first.json['nextLink']), headers);
      expect([...idsOf(first), ...idsOf(second)]).toEqual(names.map((name) => `${root}/secrets/${name}`));
      expect(first.text + second.text).not.toContain('value of');
    }));

  test('is listed among the deleted ones, and recovered with its versions', () =>
    inVault(async ({ sandbox, vault, send }) => {
      for (const value of ['one', 'two']) vault.set('x', { value }, sandbox.tenant.now());
      const before = vault.versions('x');
      expectError(await send('POST', '/deletedsecrets/x/recover'), 404, 'SecretNotFound');
      await send('DELETE', '/secrets/x');
      expect((await send('GET', '/secrets')).json['value']).toEqual([]);
      expect((await send('GET', '/deletedsecrets')).json['value']).toMatchObject([
        { id: `${root}/secrets/x`, recoveryId: `${root}/deletedsecrets/x` },
      ]);
      const recovered = await send('POST', '/deletedsecrets/X/recover');
      expect(recovered.json).toMatchObject({ id: `${root}/secrets/x/${before[1]?.version ?? ''}` });
      expect(recovered.text).not.toContain('two');
      expect(vault.versions('x')).toEqual(before);
    }));

  test('without a version in the path is changed in its newest one', () =>
    inVault(async ({ sandbox, vault, send }) => {
      for (const value of ['one', 'two']) vault.set('x', { value }, sandbox.tenant.now());
      const changed = await send('PATCH', '/secrets/x/', { tags: { a: 'b' } });
      expect(changed.status).toBe(200);
      expect(vault.versions('x').map(({ tags }) => tags)).toEqual([undefined, { a: 'b' }]);
      expectError(await send('PATCH', '/secrets/y', { tags: {} }), 404, 'SecretNotFound');
    }));

  test('is not found if the secret or the version does not exist', () =>
    inVault(async ({ sandbox, vault, send }) => {
      expectError(await send('GET', '/secrets/x'), 404, 'SecretNotFound');
      vault.set('x', { value: 'v' }, sandbox.tenant.now());
      expectError(await send('GET', `/secrets/x/${'0'.repeat(32)}`), 404, 'SecretNotFound');
      expectError(await send('DELETE', '/secrets/y'), 404, 'SecretNotFound');
      expectError(await send('GET', '/deletedsecrets/x'), 404, 'SecretNotFound');
    }));

  test('that is disabled cannot be read; one outside its dates can', () =>
    inVault(async ({ send }) => {
      await send('PUT', '/secrets/x', { value: 'v', attributes: { enabled: false } });
      expectError(await send('GET', '/secrets/x'), 403, 'Forbidden', 'SecretDisabled');
      await send('PUT', '/secrets/x', { value: 'old', attributes: { exp: 1 } });
      expect((await send('GET', '/secrets/x')).json).toMatchObject({ value: 'old' });
    }));

  test('can be changed version by version, except for its value', async () => {
    let now = Date.parse('2026-11-24T00:00:00Z');
    await inVault(
      async ({ vault, send }) => {
        const [first, second] = ['one', 'two'].map((value) =>
          vault.set('x', { value, tags: { a: 'b' } }, now),
        );
        now += 60_000;
        const changed = await send('PATCH', `/secrets/X/${first?.version ?? ''}`, {
          attributes: { enabled: false },
        });
        expect(changed.json).toMatchObject({
          attributes: { enabled: false, created: now / 1_000 - 60, updated: now / 1_000 },
          tags: { a: 'b' },
        });
        expect(changed.text).not.toContain('one');
        expect(vault.versions('x')).toEqual([{ ...first, enabled: false, updated: now / 1_000 }, second]);
        const tagged = { tags: { c: 'd' } };
        await send('PATCH', `/secrets/x/${second?.version ?? ''}`, tagged);
        expect(vault.secret('x')).toMatchObject({ value: 'two', enabled: true, ...tagged });
        const path = `/secrets/x/${first?.version ?? ''}`;
        for (const body of [{ value: 'v' }, { tags: tooMany }, { attributes: { updated: 1 } }]) {
          expectError(await send('PATCH', path, body), 400, 'BadParameter');
        }
        expectError(await send('PATCH', `/secrets/x/${'0'.repeat(32)}`, {}), 404, 'SecretNotFound');
      },
      { now: () => now },
    );
  });

  test('is restored unchanged when it is recovered', () =>
    inVault(({ vault, sandbox }) => {
      vault.set('x', { value: 'v' }, sandbox.tenant.now());
      const before = vault.versions('x');
      vault.delete('X', sandbox.tenant.now());
      vault.recover('X', sandbox.tenant.now());
      expect(vault.versions('x')).toEqual(before);
      expect(() => {
        vault.recover('x', sandbox.tenant.now());
      }).toThrow('no deleted secret x');
      return Promise.resolve();
    }));

  test('can be read, but not written, while its recovery lasts', async () => {
    let now = Date.parse('2026-11-24T00:00:00Z');
    await inVault(
      async ({ vault, send }) => {
        vault.recoveryTakes = 5_000;
        vault.set('x', { value: 'v' }, now);
        vault.delete('x', now);
        vault.recover('X', now);
        expect((await send('GET', '/secrets/x')).status).toBe(200);
        const put = (): Promise<Received> => send('PUT', '/secrets/X', { value: 'w' });
        expectError(await put(), 409, 'Conflict', 'ObjectIsBeingRecovered');
        now += 5_000;
        expect((await put()).status).toBe(200);
      },
      { now: () => now },
    );
  });

  test('of a certificate cannot be written', () =>
    inVault(async ({ vault, send }) => {
      vault.certificates.add('x');
      const answer = await send('PUT', '/secrets/X', { value: 'v' });
      expectError(answer, 403, 'Forbidden', 'SecretManagedByKeyVault');
      expect(vault.secret('x')).toBeUndefined();
    }));

  test('keeps its name reserved after it is deleted', async () => {
    let now = Date.parse('2026-11-24T00:00:00Z');
    await inVault(
      async ({ vault, send }) => {
        vault.deletionTakes = 2000;
        vault.set('x', { value: 'geheim' }, now);
        const deleted = await send('DELETE', '/secrets/x');
        expect(deleted.json).toMatchObject({
          recoveryId: `${root}/deletedsecrets/x`,
          deletedDate: 1795478400,
          scheduledPurgeDate: 1795478400 + 90 * 86_400,
        });
        const put = (): Promise<Received> => send('PUT', '/secrets/X', { value: 'v' });
        expectError(await put(), 409, 'Conflict', 'ObjectIsBeingDeleted');
        expectError(await send('GET', '/deletedsecrets/x'), 404, 'SecretNotFound');
        now += 2000;
        expectError(await put(), 409, 'Conflict', 'ObjectIsDeletedButRecoverable');
        expect((await send('GET', '/deletedsecrets/x')).json).toEqual(deleted.json);
        expect(deleted.text).not.toContain('geheim');
        expectError(await send('GET', '/secrets/x'), 404, 'SecretNotFound');
        vault.deleted.clear();
        expect((await put()).status).toBe(200);
      },
      { now: () => now },
    );
  });

  test.each<[string, unknown]>([
    ['no body', undefined],
    ['no value', { contentType: 'text/plain' }],
    ['a value that is not text', { value: 1 }],
    ['a value of more than 25 KB', { value: 'x'.repeat(25 * 1024 + 1) }],
    ['an attribute that only the vault sets', { value: 'v', attributes: { created: 1 } }],
    ['an invalid date', { value: 'v', attributes: { exp: '2027-12-31' } }],
    ['a date before 1970', { value: 'v', attributes: { exp: -1 } }],
    ['a long content type', { value: 'v', contentType: 'x'.repeat(256) }],
    ['a tag that is not text', { value: 'v', tags: { a: 1 } }],
    ['a long tag', { value: 'v', tags: { a: 'x'.repeat(257) } }],
    ['more than 15 tags', { value: 'v', tags: tooMany }],
  ])('with %s is not stored', (_name, body) =>
    inVault(async ({ vault, send }) => {
      expectError(await send('PUT', '/secrets/x', body), 400, 'BadParameter');
      expect(vault.secrets.size).toBe(0);
    }),
  );

  test.each(['a_b', 'a.b', 'x'.repeat(128)])('cannot have the name %s', (name) =>
    inVault(async ({ send }) => {
      const answer = await send('PUT', `/secrets/${name}`, { value: 'v' });
      expectError(answer, 400, 'BadParameter');
      expect(answer.text).toContain(`The request URI contains an invalid name: ${name}`);
    }),
  );

  test('is refused unless it is sent as JSON', () =>
    inVault(async ({ client, headers }) => {
      const text = { ...headers, 'content-type': 'text/plain' };
      const answer = await client.send('PUT', `${root}/secrets/x?api-version=7.6`, text, '{"value":"v"}');
      expectError(answer, 415, 'UnsupportedMediaType');
    }));
});

test('the Azure SDK authenticates by the challenge, stores a secret, and finds its version', () =>
  inSandbox(async (sandbox) => {
    const { tenant } = sandbox;
    const password = makePassword({}, tenant.now());
    tenant.keep(tenant.workload, password);
    tls.setDefaultCACertificates([sandbox.ca]);
    const { hostname, port } = new URL(sandbox.proxyUrl);
    const proxyOptions = { host: `http://${hostname}`, port: Number(port) };
    const credential = new ClientSecretCredential(
      tenant.tenantId,
      tenant.workload.appId,
      password.secretText,
      { proxyOptions },
    );
    const secrets = new SecretClient(root, credential, { proxyOptions });
    const tags = { run: '7001.1' };
    const expiresOn = new Date('2027-12-31T00:00:00Z');
    const stored = await secrets.setSecret('exalate', 'v', { tags, contentType: 'text/plain', expiresOn });
    expect(stored).toMatchObject({ value: 'v', properties: { tags, expiresOn, enabled: true } });
    const listed = [];
    for await (const each of secrets.listPropertiesOfSecretVersions('exalate')) listed.push(each);
    expect(listed).toMatchObject([{ version: stored.properties.version, tags }]);
    await expect(secrets.getSecret('exalate')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      details: { error: { innerError: { code: 'ForbiddenByRbac' } } },
    });
    expect(sandbox.requests.map(({ status, method }) => `${status} ${method}`)).toEqual([
      '401 PUT',
      '200 POST',
      '200 PUT',
      '200 GET',
      '403 GET',
    ]);
    expect(sandbox.keyVault('exalate-vault').secret('exalate')?.value).toBe('v');
  }));

/** A token for the vault, as the workload identity; by its ID token, as the action gets one. */
async function vaultHeaders(sandbox: Sandbox, client: Client): Promise<Record<string, string>> {
  const token = await tokenFor({ sandbox, client }, `https://${sandbox.tenant.cloud.keyVault}`);
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

async function tokenFor(
  fixture: Pick<VaultFixture, 'sandbox' | 'client'>,
  resource: string,
): Promise<string> {
  const { json } = await requestToken(fixture.sandbox, fixture.client, {
    client_id: fixture.sandbox.tenant.workload.appId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await idToken(fixture.sandbox, fixture.client),
    scope: `${resource}/.default`,
  });
  expect(decodeJwt(String(json['access_token'])).aud).toBe(resource);
  return String(json['access_token']);
}

async function forged(fixture: VaultFixture): Promise<string> {
  const forger = await makeTokenAuthority();
  return forger.sign(decodeJwt(await tokenFor(fixture, 'https://vault.azure.net')));
}

function idsOf(page: Received): unknown[] {
  return v.parse(v.array(v.object({ id: v.string() })), page.json['value']).map(({ id }) => id);
}

function expectError(answer: Received, status: number, code: string, innerCode?: string): void {
  expect(answer.json).toEqual({
    error: {
      code,
      message: expect.any(String),
      ...(innerCode !== undefined && { innererror: { code: innerCode } }),
    },
  });
  expect(answer.status).toBe(status);
}
