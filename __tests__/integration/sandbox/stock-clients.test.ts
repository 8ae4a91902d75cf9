import tls from 'node:tls';
import { getOctokit } from '@actions/github';
import { ClientSecretCredential } from '@azure/identity';
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from '@jest/globals';
import { fetch, ProxyAgent } from 'undici';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import { inSandbox, idToken, sealedBox } from '../../helpers/sandbox-client.ts';

test('jose finds the key of the ID token, and verifies it', () =>
  inSandbox(async (sandbox, client) => {
    const jwks = createRemoteJWKSet(new URL('https://token.actions.githubusercontent.com/.well-known/jwks'), {
      [customFetch]: async (url) => {
        const { text, status } = await client.send('GET', url);
        return new Response(text, { status });
      },
    });
    const options = { issuer: 'https://token.actions.githubusercontent.com', audience: 'api://x' };
    const { payload } = await jwtVerify(await idToken(sandbox, client, 'api://x'), jwks, options);
    expect(payload.sub).toBe('repo:acme/ops:ref:refs/heads/main');
  }));

test("Octokit writes a secret, by the description's own rules", () =>
  inSandbox(async (sandbox) => {
    const dispatcher = new ProxyAgent({ uri: sandbox.proxyUrl, requestTls: { ca: sandbox.ca } });
    const request = { fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher }) };
    const { actions, repos } = getOctokit(sandbox.github.tokens.writer, { request }).rest;
    const repository = { owner: 'acme', repo: 'ops' };
    const { data: key } = await actions.getRepoPublicKey(repository);
    const secret = {
      ...repository,
      secret_name: 'NAME',
      key_id: key.key_id,
      encrypted_value: sealedBox(key.key, 'v'),
    };
    expect((await actions.createOrUpdateRepoSecret(secret)).status).toBe(201);
    expect((await actions.listRepoSecrets(repository)).data.secrets).toMatchObject([{ name: 'NAME' }]);
    expect((await repos.get(repository)).data.full_name).toBe('acme/ops');
    expect(sandbox.github.secret('acme/ops', 'NAME')?.value).toBe('v');
    expect(sandbox.violations).toEqual([]);
    await dispatcher.destroy();
  }));

test('the Azure SDK logs in with a client secret', () =>
  inSandbox(async (sandbox) => {
    const { tenant } = sandbox;
    const { appId } = tenant.application('Exalate');
    const password = makePassword({}, tenant.now());
    tenant.keep(tenant.application('Exalate'), password);
    tls.setDefaultCACertificates([sandbox.ca]);
    const proxyOptions = { host: 'http://127.0.0.1', port: Number(new URL(sandbox.proxyUrl).port) };
    const credential = new ClientSecretCredential(tenant.tenantId, appId, password.secretText, {
      proxyOptions,
    });
    const { token } = await credential.getToken('https://graph.microsoft.com/.default');
    expect(decodeJwt(token)['appid']).toBe(appId);
  }));
