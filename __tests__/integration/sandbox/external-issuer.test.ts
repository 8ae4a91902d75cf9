import { once } from 'node:events';
import { createServer } from 'node:https';
import { connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type CryptoKey } from 'jose';
import { fetch, ProxyAgent } from 'undici';
import { expect, test } from '@jest/globals';
import { createCertificates } from '../../../sandbox/network/certificates.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { idToken, inSandbox, type Client } from '../../helpers/sandbox-client.ts';

const url = 'https://issuer.example.com';
const subject = 'repo:acme/other:ref:refs/heads/main';
const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'published' }] };

function withIssuer(
  test: (sandbox: Sandbox, client: Client) => Promise<void>,
  requestUrl = 'https://issuer.example.com/idtoken',
): Promise<void> {
  return inSandbox(test, { externalIssuer: { url, keys, requestUrl, subject } });
}

/** A token that is right but for what is given. */
function sign(
  given: {
    key?: CryptoKey | Uint8Array;
    alg?: string;
    sub?: string;
    iss?: string;
    aud?: string;
    exp?: string;
  } = {},
): Promise<string> {
  return new SignJWT({
    iss: given.iss ?? url,
    sub: given.sub ?? subject,
    aud: given.aud ?? 'api://AzureADTokenExchange',
  })
    .setProtectedHeader({ alg: given.alg ?? 'RS256', kid: 'published' })
    .setExpirationTime(given.exp ?? '5 minutes')
    .sign(given.key ?? privateKey);
}

async function logIn({ tenant }: Sandbox, client: Client, assertion: string): Promise<unknown> {
  const { status, json } = await client.send(
    'POST',
    `https://${tenant.cloud.authority}/${tenant.tenantId}/oauth2/v2.0/token`,
    { 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams({
      client_id: tenant.workload.appId,
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      grant_type: 'client_credentials',
      scope: `https://${tenant.cloud.graph}/.default`,
    }).toString(),
  );
  return status === 200 ? 'logged in' : json['error_codes'];
}

test('a token of the external issuer logs in', () =>
  withIssuer(async (sandbox, client) => {
    expect(await logIn(sandbox, client, await sign())).toBe('logged in');
    expect(sandbox.tenant.refusedLogins).toEqual([]);
  }));

const otherKey = (await generateKeyPair('RS256')).privateKey;
const sameKey = await importJWK(await exportJWK(privateKey), 'PS256');

test.each([
  ['another key', { key: otherKey }, 700027],
  ['another algorithm', { key: sameKey, alg: 'PS256' }, 700027],
  ['another issuer', { iss: 'https://token.actions.githubusercontent.com' }, 700211],
  ['another subject', { sub: 'repo:acme/ops:ref:refs/heads/main' }, 700213],
  ['another audience', { aud: 'https://github.com/acme' }, 700212],
  ['a time that has passed', { exp: '-10 minutes' }, 700024],
])('a token with %s is refused, and the refusal is recorded', (_what, given, code) =>
  withIssuer(async (sandbox, client) => {
    expect(await logIn(sandbox, client, await sign(given))).toEqual([code]);
    expect(sandbox.tenant.refusedLogins.map((refused) => refused.code)).toEqual([code]);
  }),
);

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const pem = new TextEncoder().encode(await exportSPKI(publicKey));
const own = await generateKeyPair('RS256', { extractable: true });

test.each<[string, () => Promise<string>]>([
  [
    'no signature',
    async () => {
      const [, claims = ''] = (await sign()).split('.');
      return `${encode({ alg: 'none' })}.${claims}.`;
    },
  ],
  [
    'the signature of another token',
    async () => {
      const [header = '', , signature = ''] = (await sign({ sub: 'repo:acme/ops:pull_request' })).split('.');
      const [, claims = ''] = (await sign()).split('.');
      return `${header}.${claims}.${signature}`;
    },
  ],
  ['an HMAC that has the public key as its key', () => sign({ key: pem, alg: 'HS256' })],
  [
    'a key of its own in the header',
    async () =>
      new SignJWT({ iss: url, sub: subject, aud: 'api://AzureADTokenExchange' })
        .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(own.publicKey) })
        .setExpirationTime('5 minutes')
        .sign(own.privateKey),
  ],
])('a token with %s is refused', (_what, forge) =>
  withIssuer(async (sandbox, client) => {
    expect(await logIn(sandbox, client, await forge())).toEqual([700027]);
  }),
);

test('a token without an expiry time is refused', () =>
  withIssuer(async (sandbox, client) => {
    const token = await new SignJWT({ iss: url, sub: subject, aud: 'api://AzureADTokenExchange' })
      .setProtectedHeader({ alg: 'RS256', kid: 'published' })
      .sign(privateKey);
    expect(await logIn(sandbox, client, token)).toEqual([700024]);
  }));

test("an external issuer replaces the sandbox's own", () =>
  inSandbox(async (other, otherClient) => {
    const token = await idToken(other, otherClient);
    await withIssuer(async (sandbox, client) => {
      expect(await logIn(sandbox, client, token)).toEqual([700027]);
      const jwks = 'https://token.actions.githubusercontent.com/.well-known/jwks';
      await expect(client.send('GET', jwks)).rejects.toThrow();
      expect(sandbox.proxyRules.refused).toEqual([
        { host: 'token.actions.githubusercontent.com', status: 403 },
      ]);
    });
  }));

test('the proxy opens connections to the external issuer, and to no other port or host', async () => {
  const certificates = await createCertificates(['localhost']);
  const server = createServer(
    { key: certificates.privateKey, cert: certificates.certificate },
    (_request, response) => response.end('from outside'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  try {
    await withIssuer(async (sandbox) => {
      const dispatcher = new ProxyAgent({ uri: sandbox.proxyUrl, requestTls: { ca: certificates.ca } });
      const get = async (target: string): Promise<string> => (await fetch(target, { dispatcher })).text();
      expect(await get(`https://localhost:${port}/idtoken`)).toBe('from outside');
      await expect(get(`https://localhost:${port + 1}/`)).rejects.toThrow();
      await expect(get(`https://127.0.0.1:${port}/`)).rejects.toThrow();
      expect(sandbox.connections.map(({ host }) => host)).toEqual(['localhost']);
      expect(sandbox.proxyRules.refused).toHaveLength(2);
      await dispatcher.destroy();
    }, `https://localhost:${port}/idtoken`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('the proxy reports an external issuer that it cannot reach', async () => {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  server.close();
  await once(server, 'close');
  await withIssuer(async ({ proxyUrl }) => {
    const proxy = new URL(proxyUrl);
    const socket = connect(Number(proxy.port), proxy.hostname);
    socket.write(`CONNECT localhost:${port} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 /);
  }, `https://localhost:${port}/idtoken`);
});
