import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { inSandbox, sealedBox } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const secrets = 'https://api.github.com/repos/acme/ops/actions/secrets';

describe('permissions', () => {
  const bad: [string, 'writer' | 'reader' | 'plain' | 'stranger' | 'job', number, string][] = [
    ['read only', 'reader', 403, 'Resource not accessible by personal access token'],
    ['no permission', 'plain', 403, 'Resource not accessible by personal access token'],
    ["the job's own token", 'job', 403, 'Resource not accessible by integration'],
    ['no access to the repository', 'stranger', 404, 'Not Found'],
  ];
  test.each(bad)('a write is refused: %s', (_name, token, status, message) =>
    inSandbox(async (sandbox, client) => {
      const answer = await put(sandbox, client, { token });
      expectRefusal(answer, status, message);
      expect(answer.headers.get('x-accepted-github-permissions')).toBe('secrets=write');
      expect(sandbox.violations).toEqual([]);
    }),
  );

  test('reading requires the read permission', () =>
    inSandbox(async (sandbox, client) => {
      expect((await get(sandbox, client, '/public-key', 'reader')).status).toBe(200);
      const refused = await get(sandbox, client, '/public-key', 'job');
      expectRefusal(refused, 403, 'Resource not accessible by integration');
      expect(refused.headers.get('x-accepted-github-permissions')).toBe('secrets=read');
    }));

  test('a request without a valid token is refused', () =>
    inSandbox(async (_sandbox, client) => {
      expectRefusal(await client.send('GET', secrets), 401, 'Requires authentication');
      expectRefusal(await client.send('GET', secrets, { authorization: 'Bearer x' }), 401, 'Bad credentials');
    }));

  test('a request without a User-Agent is refused', () =>
    inSandbox(async (sandbox, client) => {
      const answer = await client.send('GET', secrets, { 'user-agent': '' });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('User-Agent');
      expect(sandbox.violations).toEqual([]);
    }));
});

describe('a secret', () => {
  test('is created, then updated; only a workflow can see its value', async () => {
    let now = Date.parse('2026-11-23T10:00:00.999Z');
    await inSandbox(
      async (sandbox, client) => {
        expect((await put(sandbox, client, { value: 'one' })).status).toBe(201);
        now += 60_000;
        expect((await put(sandbox, client, { value: 'zwei ü' })).status).toBe(204);
        const dates = { created_at: '2026-11-23T10:00:00Z', updated_at: '2026-11-23T10:01:00Z' };
        expect((await get(sandbox, client, '/NAME')).json).toEqual({ name: 'NAME', ...dates });
        expect((await get(sandbox, client, '?per_page=100')).json).toEqual({
          total_count: 1,
          secrets: [{ name: 'NAME', ...dates }],
        });
        expect(sandbox.github.secret('acme/ops', 'name')).toEqual({
          value: 'zwei ü',
          createdAt: dates.created_at,
          updatedAt: dates.updated_at,
        });
        expect(sandbox.violations).toEqual([]);
      },
      { now: () => now },
    );
  });

  test('is removed', () =>
    inSandbox(async (sandbox, client) => {
      await put(sandbox, client, {});
      const remove = (): Promise<Received> =>
        client.send('DELETE', `${secrets}/NAME`, headers(sandbox, 'writer'));
      expect((await remove()).status).toBe(204);
      expectRefusal(await remove(), 404, 'Not Found');
      expectRefusal(await get(sandbox, client, '/NAME'), 404, 'Not Found');
      expect(sandbox.github.secret('acme/ops', 'NAME')).toBeUndefined();
    }));

  test.each([
    ['a name that begins with a digit', { name: '1ST' }, 'Secret names can only contain'],
    ['a name with a hyphen', { name: 'MY-SECRET' }, 'Secret names can only contain'],
    ["GitHub's prefix", { name: 'github_token' }, 'must not start with GITHUB_'],
    ['a key that no longer exists', { keyId: '1' }, 'improperly encrypted secret'],
    [
      'a box sealed for another key',
      { box: sealedBox(Buffer.alloc(32, 9).toString('base64'), 'x') },
      'improperly encrypted secret',
    ],
    ['more than 48 KB', { value: 'x'.repeat(48 * 1024 + 1) }, 'limited to 48 KB'],
  ])('%s is refused', (_name, change, message) =>
    inSandbox(async (sandbox, client) => {
      const answer = await put(sandbox, client, change);
      expect(answer.status).toBe(422);
      expect(answer.json['message']).toContain(message);
      expect(sandbox.github.repository('acme/ops').secrets.size).toBe(0);
    }),
  );

  test('a value that was sealed with a rotated key is refused', () =>
    inSandbox(async (sandbox, client) => {
      const { json } = await get(sandbox, client, '/public-key');
      sandbox.github.repository('acme/ops').rotateKey();
      const answer = await put(sandbox, client, { keyId: String(json['key_id']) });
      expect(answer.status).toBe(422);
      expect((await put(sandbox, client, {})).status).toBe(201);
    }));
});

describe('the addresses of GitHub', () => {
  test.each([
    ['https://api.github.com', '2026-03-10', 200],
    ['https://api.github.com', '2022-11-28', 200],
    ['https://api.github.com', '1999-01-01', 400],
    ['https://api.octocorp.ghe.com', '2026-03-10', 200],
    ['https://github.example.com/api/v3', '2022-11-28', 200],
    ['https://github.example.com/api/v3', '2026-03-10', 400],
  ])('%s, version %s: %d', (root, version, status) =>
    inSandbox(async (sandbox, client) => {
      const answer = await client.send('GET', `${root}/repos/acme/ops/actions/secrets/public-key`, {
        ...headers(sandbox, 'writer'),
        'x-github-api-version': version,
      });
      expect(answer.status).toBe(status);
    }),
  );

  test('a repository matches the API description, whatever the token’s permissions', () =>
    inSandbox(async (sandbox, client) => {
      const url = 'https://api.github.com/repos/acme/ops';
      const { status, json } = await client.send('GET', url, headers(sandbox, 'job'));
      expect(status).toBe(200);
      expect(json).toMatchObject({ id: 70010001, full_name: 'acme/ops', owner: { login: 'acme' } });
      expect(json).toMatchObject({ private: true, visibility: 'private', has_issues: true, archived: false });
      expect(sandbox.violations).toEqual([]);
      expectRefusal(await client.send('GET', url, headers(sandbox, 'stranger')), 404, 'Not Found');
      const byId = 'https://api.github.com/repositories/70010001';
      expect((await client.send('GET', byId, headers(sandbox, 'job'))).json).toEqual(json);
      sandbox.github.repository('acme/ops').visibility = 'public';
      const seen = await client.send('GET', url, headers(sandbox, 'stranger'));
      expect(seen.json).toMatchObject({ private: false, visibility: 'public' });
      expectRefusal(await client.send('GET', `${url}/pulls`, headers(sandbox, 'writer')), 404, 'Not Found');
    }));
});

describe("the published description of GitHub's API", () => {
  test('reports an invalid request', () =>
    inSandbox(async (sandbox, client) => {
      const answer = await client.send('PUT', `${secrets}/NAME`, headers(sandbox, 'writer'), '{"key_id":1}');
      expect(answer.status).toBe(422);
      expect(sandbox.violations).toMatchObject([
        { by: 'client', request: 'PUT https://api.github.com/repos/acme/ops/actions/secrets/NAME' },
      ]);
      expect(JSON.stringify(sandbox.violations)).toContain("required property 'encrypted_value'");
    }));

  test('reports an invalid response of the sandbox', () =>
    inSandbox(async (sandbox, client) => {
      Object.assign(sandbox.github.repository('acme/ops'), { keyId: undefined });
      const answer = await get(sandbox, client, '/public-key');
      expect(answer.status).toBe(500);
      expect(sandbox.violations).toMatchObject([{ by: 'sandbox' }]);
    }));
});

function headers(sandbox: Sandbox, token: keyof Sandbox['github']['tokens']): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${sandbox.github.tokens[token]}`,
    'content-type': 'application/json',
    'x-github-api-version': '2026-03-10',
  };
}

function get(
  sandbox: Sandbox,
  client: Client,
  path: string,
  token: 'writer' | 'reader' | 'job' = 'writer',
): Promise<Received> {
  return client.send('GET', secrets + path, headers(sandbox, token));
}

function put(
  sandbox: Sandbox,
  client: Client,
  change: {
    name?: string;
    value?: string;
    keyId?: string;
    box?: string;
    token?: keyof Sandbox['github']['tokens'];
  },
): Promise<Received> {
  const repository = sandbox.github.repository('acme/ops');
  const body = {
    encrypted_value: change.box ?? sealedBox(repository.publicKey, change.value ?? 'value'),
    key_id: change.keyId ?? repository.keyId,
  };
  const url = `${secrets}/${change.name ?? 'NAME'}`;
  return client.send('PUT', url, headers(sandbox, change.token ?? 'writer'), JSON.stringify(body));
}

function expectRefusal(answer: Received, status: number, message: string): void {
  expect(answer.json).toMatchObject({ message, status: String(status) });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('x-ratelimit-remaining')).toBe('4999');
}
