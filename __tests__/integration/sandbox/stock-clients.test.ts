import { execFile } from 'node:child_process';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { getOctokit } from '@actions/github';
import { ClientSecretCredential } from '@azure/identity';
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from '@jest/globals';
import { fetch, ProxyAgent } from 'undici';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import { inSandbox, idToken, sealedBox } from '../../helpers/sandbox-client.ts';
import { testWith } from '../../helpers/with-tools.ts';

const run = promisify(execFile);
const withGh = testWith('gh');

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

test('Octokit opens, lists and closes issues, page by page', () =>
  inSandbox(async (sandbox) => {
    const dispatcher = new ProxyAgent({ uri: sandbox.proxyUrl, requestTls: { ca: sandbox.ca } });
    const request = { fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher }) };
    const octokit = getOctokit(sandbox.github.tokens.issues, { request });
    const { issues } = octokit.rest;
    const repository = { owner: 'acme', repo: 'ops' };
    for (const title of ['One', 'Two', 'Three']) {
      await issues.create({ ...repository, title, labels: ['due'], assignees: ['alice'] });
    }
    await issues.createComment({ ...repository, issue_number: 1, body: 'Done' });
    await issues.update({ ...repository, issue_number: 1, state: 'closed', state_reason: 'completed' });
    const query = { ...repository, labels: 'due', state: 'all', creator: 'octocat', per_page: 1 } as const;
    const found = await octokit.paginate(issues.listForRepo, query);
    expect(found.map(({ title, state }) => [title, state])).toEqual([
      ['Three', 'open'],
      ['Two', 'open'],
      ['One', 'closed'],
    ]);
    expect(sandbox.violations).toEqual([]);
    await dispatcher.destroy();
  }));

/** `gh issue` speaks GraphQL; `gh api` sends the requests of the REST API. */
withGh('the GitHub CLI opens, lists and closes issues through the REST API', () =>
  inSandbox(async (sandbox) => {
    const gh = async (...parameters: readonly string[]): Promise<string> => {
      const { stdout } = await run('gh', ['api', ...parameters], {
        env: {
          PATH: process.env['PATH'],
          HTTPS_PROXY: sandbox.proxyUrl,
          SSL_CERT_FILE: sandbox.caFile,
          GH_TOKEN: sandbox.github.tokens.issues,
          GH_CONFIG_DIR: join(process.cwd(), 'coverage'),
        },
      });
      return stdout.trim();
    };
    const path = 'repos/acme/ops/issues';
    for (const title of ['One', 'Two']) await gh(path, '--field', `title=${title}`);
    await gh(`${path}/1`, '--method', 'PATCH', '--field', 'state=closed');
    const list = await gh(`${path}?state=all&per_page=1`, '--paginate', '--jq', '.[] | [.title, .state]');
    expect(list.split('\n')).toEqual(['["Two","open"]', '["One","closed"]']);
    expect(sandbox.violations).toEqual([]);
  }),
);

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
