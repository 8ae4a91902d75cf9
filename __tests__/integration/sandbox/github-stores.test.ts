import { describe, expect, test } from '@jest/globals';
import type { SecretStore } from '../../../sandbox/services/github/store.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { inSandbox, sealedBox, type Client, type Received } from '../../helpers/sandbox-client.ts';

const api = 'https://api.github.com';
const environment = encodeURIComponent('Live / EU ü');

const stores: readonly (readonly [string, string, (sandbox: Sandbox) => SecretStore])[] = [
  [
    'an environment',
    `/repos/acme/ops/environments/${environment}/secrets`,
    ({ github }) => github.repository('acme/ops').addEnvironment('Live / EU ü'),
  ],
  [
    'Dependabot',
    '/repos/acme/ops/dependabot/secrets',
    ({ github }) => github.repository('acme/ops').dependabot,
  ],
  [
    'Codespaces',
    '/repos/acme/ops/codespaces/secrets',
    ({ github }) => github.repository('acme/ops').codespaces,
  ],
  ['an organization', '/orgs/acme/actions/secrets', ({ github }) => github.organization('acme')],
];

const headers = ({ github }: Sandbox, token: keyof Sandbox['github']['tokens'] = 'writer') => ({
  authorization: `Bearer ${github.tokens[token]}`,
});

function put(
  sandbox: Sandbox,
  client: Client,
  path: string,
  store: SecretStore,
  beside: object = {},
): Promise<Received> {
  const body = { encrypted_value: sealedBox(store.publicKey, 'v'), key_id: store.keyId, ...beside };
  const readers = path.startsWith('/orgs') && !('visibility' in beside) ? { visibility: 'all' } : {};
  return client.send('PUT', `${api}${path}`, headers(sandbox), JSON.stringify({ ...body, ...readers }));
}

describe.each(stores)('%s', (_, path, storeOf) => {
  test('keeps separate secrets, sealed with a separate key', () =>
    inSandbox(async (sandbox, client) => {
      const store = storeOf(sandbox);
      expect((await put(sandbox, client, `${path}/NAME`, store)).status).toBe(201);
      expect((await put(sandbox, client, `${path}/name`, store)).status).toBe(204);
      expect(store.secrets.get('NAME')?.value).toBe('v');
      expect(sandbox.github.secret('acme/ops', 'NAME')).toBeUndefined();
      const list = await client.send('GET', `${api}${path}`, headers(sandbox));
      expect(list.json).toMatchObject({ total_count: 1, secrets: [{ name: 'NAME' }] });
      const key = await client.send('GET', `${api}${path}/public-key`, headers(sandbox));
      expect(key.json).toEqual({ key_id: store.keyId, key: store.publicKey });
      const gone = await client.send('DELETE', `${api}${path}/NAME`, headers(sandbox));
      expect(gone.status).toBe(204);
      expect((await client.send('GET', `${api}${path}/NAME`, headers(sandbox))).status).toBe(404);
      expect(sandbox.violations).toEqual([]);
    }));

  test("refuses a value that was sealed with another store's key", () =>
    inSandbox(async (sandbox, client) => {
      const store = storeOf(sandbox);
      const other = sandbox.github.repository('acme/ops');
      expect((await put(sandbox, client, `${path}/NAME`, other)).status).toBe(422);
      const wrongKey = { encrypted_value: sealedBox(other.publicKey, 'v') };
      expect((await put(sandbox, client, `${path}/NAME`, store, wrongKey)).status).toBe(422);
      expect(store.secrets.size).toBe(0);
    }));

  test('refuses a new secret when it is full, but still updates the ones it has', () =>
    inSandbox(async (sandbox, client) => {
      const store = storeOf(sandbox);
      const then = '2026-01-01T00:00:00Z';
      for (let number = 0; number < store.limit; number += 1) {
        store.secrets.set(`S${number}`, { value: 'v', createdAt: then, updatedAt: then, visibility: 'all' });
      }
      expect((await put(sandbox, client, `${path}/NAME`, store)).status).toBe(422);
      expect((await put(sandbox, client, `${path}/S1`, store)).status).toBe(204);
    }));

  test.each(['repositoryOnly', 'plain', 'job'] as const)('denies access to the token %s', (token) =>
    inSandbox(async (sandbox, client) => {
      storeOf(sandbox);
      const answer = await client.send('GET', `${api}${path}/public-key`, headers(sandbox, token));
      expect(answer.status).toBe(403);
      expect(answer.headers.get('x-accepted-github-permissions')).toMatch(/^\w+_?\w*=(read|write)$/);
      expect(sandbox.violations).toEqual([]);
    }),
  );
});

describe('an unknown path is answered with 404', () => {
  test.each([
    `${api}/repos/acme/ops/environments/nowhere/secrets/public-key`,
    `${api}/orgs/nobody/actions/secrets/public-key`,
    `${api}/repos/acme/ops/elsewhere/secrets/public-key`,
    'https://github.example.com/api/v3/repos/acme/ops/codespaces/secrets/public-key',
  ])('%s', (url) =>
    inSandbox(async (sandbox, client) => {
      expect((await client.send('GET', url, headers(sandbox))).status).toBe(404);
    }),
  );
});

describe('an organization secret', () => {
  const path = '/orgs/acme/actions/secrets/NAME';
  const ids = [70010001];

  test('reports who can read it', () =>
    inSandbox(async (sandbox, client) => {
      const organization = sandbox.github.organization('acme');
      const selected = { visibility: 'selected', selected_repository_ids: ids };
      expect((await put(sandbox, client, path, organization, selected)).status).toBe(201);
      const shown = await client.send('GET', `${api}${path}`, headers(sandbox));
      expect(shown.json).toMatchObject({
        visibility: 'selected',
        selected_repositories_url: `${api}${path}/repositories`,
      });
      const list = await client.send('GET', `${api}${path}/repositories`, headers(sandbox));
      expect(list.json).toMatchObject({ total_count: 1, repositories: [{ id: 70010001 }] });
      expect(sandbox.violations).toEqual([]);
    }));

  test.each([
    ['without a visibility', { visibility: undefined }],
    ['with an invalid visibility', { visibility: 'public' }],
    ['with a selection that does not apply', { visibility: 'all', selected_repository_ids: ids }],
    ['with a repository that does not exist', { visibility: 'selected', selected_repository_ids: [1] }],
  ])('is refused %s', (_, beside) =>
    inSandbox(async (sandbox, client) => {
      const organization = sandbox.github.organization('acme');
      expect((await put(sandbox, client, path, organization, beside)).status).toBe(422);
    }),
  );
});
