import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Access } from '../../../sandbox/services/github/access.ts';
import type { Policy } from '../../../sandbox/services/github/policy.ts';
import { inSandbox, sealedBox } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const secrets = 'https://api.github.com/repos/acme/ops/actions/secrets';
const token = 'a token';
const classic = 'personal access token (classic)';
const fineGrained = 'personal access token';

/** Adds a token that may write the secrets of acme/ops, with these differences. */
function addToken({ github }: Sandbox, differences: Partial<Access>): void {
  const writer = github.access.get(github.tokens.writer);
  if (writer !== undefined) github.access.set(token, { ...writer, ...differences });
}

function send(client: Client, method: 'GET' | 'PUT' = 'GET', body?: object): Promise<Received> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return method === 'GET'
    ? client.send(method, `${secrets}/public-key`, headers)
    : client.send(method, `${secrets}/NAME`, headers, JSON.stringify(body));
}

function put(client: Client, { github }: Sandbox): Promise<Received> {
  const { publicKey, keyId } = github.repository('acme/ops');
  return send(client, 'PUT', { encrypted_value: sealedBox(publicKey, 'value'), key_id: keyId });
}

describe('a token', () => {
  test('is not known until its time has come, and has no permissions until theirs has', async () => {
    let now = Date.parse('2026-11-25T10:00:00Z');
    await inSandbox(
      async (sandbox, client) => {
        addToken(sandbox, {
          kind: 'integration',
          knownFrom: now + 1_000,
          permissionsKnownFrom: now + 2_000,
        });
        const statuses: number[] = [];
        for (const wait of [0, 1_000, 1_000]) {
          now += wait;
          statuses.push((await send(client)).status);
        }
        expect(statuses).toEqual([401, 403, 200]);
        expect(sandbox.violations).toEqual([]);
      },
      { now: () => now },
    );
  });

  test('that expires says when, until it has expired', async () => {
    const at = Date.parse('2026-12-24T12:00:00Z');
    let now = at - 1;
    await inSandbox(
      async (sandbox, client) => {
        addToken(sandbox, { expiry: { at, lifetimeDays: 30 } });
        const good = await send(client);
        expect(good.status).toBe(200);
        expect(good.headers.get('github-authentication-token-expiration')).toBe('2026-12-24 12:00:00 UTC');
        now = at;
        const expired = await send(client);
        expect(expired.status).toBe(401);
        expect(expired.json).toMatchObject({ message: 'Bad credentials', status: '401' });
        expect(expired.headers.get('github-authentication-token-expiration')).toBeNull();
      },
      { now: () => now },
    );
  });

  test.each([
    ['account', 'Sorry. Your account was suspended'],
    ['installation', 'This installation has been suspended'],
  ] as const)('of a suspended %s is refused', (suspended, message) =>
    inSandbox(async (sandbox, client) => {
      addToken(sandbox, { suspended });
      const { status, json } = await send(client);
      expect(status).toBe(403);
      expect(json['message']).toBe(message);
    }),
  );
});

describe('the policy of an organization refuses', () => {
  test.each<[string, Partial<Access>, Policy, string]>([
    [
      'classic tokens',
      { kind: classic },
      { forbidsClassicTokens: true },
      '`acme` forbids access via a personal access token (classic).',
    ],
    [
      'fine-grained tokens',
      { kind: fineGrained },
      { forbidsFineGrainedTokens: true },
      '`acme` forbids access via a personal access token with fine-grained permissions.',
    ],
    [
      'tokens that never expire',
      { kind: fineGrained },
      { maxLifetimeDays: 90 },
      "if the token's lifetime is greater than 90 days",
    ],
    [
      'classic tokens that are not authorized',
      { kind: classic },
      { singleSignOn: true },
      'Resource protected by organization SAML enforcement.',
    ],
    [
      'other addresses',
      { kind: 'integration' },
      { ipAllowList: true },
      'the `acme` organization has an IP allow list enabled',
    ],
  ])('%s', (_, differences, policy, message) =>
    inSandbox(async (sandbox, client) => {
      addToken(sandbox, differences);
      expect((await send(client)).status).toBe(200);
      sandbox.github.organization('acme').policy = policy;
      const { status, json, headers } = await send(client);
      expect(status).toBe(403);
      expect(json['message']).toContain(message);
      const link = headers.get('x-github-sso') ?? '';
      expect(link.startsWith('required; url=https://github.com/orgs/acme/sso?')).toBe(
        'singleSignOn' in policy,
      );
      expect(sandbox.violations).toEqual([]);
    }),
  );
});

describe('a repository', () => {
  test('that is archived can be read, not written', () =>
    inSandbox(async (sandbox, client) => {
      addToken(sandbox, {});
      sandbox.github.repository('acme/ops').archived = true;
      expect((await send(client)).status).toBe(200);
      const refused = await put(client, sandbox);
      expect(refused.status).toBe(403);
      expect(refused.json['message']).toBe('Repository was archived so is read-only.');
    }));

  test.each([
    ['dmca', 451],
    ['tos', 403],
  ] as const)('that GitHub blocked (%s) cannot be read', (reason, status) =>
    inSandbox(async (sandbox, client) => {
      addToken(sandbox, {});
      sandbox.github.repository('acme/ops').blocked = reason;
      const refused = await send(client);
      expect(refused.status).toBe(status);
      expect(refused.json).toMatchObject({ message: 'Repository access blocked', block: { reason } });
    }),
  );

  test('that was renamed redirects requests under its old name', () =>
    inSandbox(async (sandbox, client) => {
      addToken(sandbox, {});
      const { id } = sandbox.github.renameRepository('acme/ops', 'acme/operations');
      const url = `https://api.github.com/repositories/${id}/actions/secrets/public-key`;
      const read = await send(client);
      expect(read.status).toBe(301);
      expect(read.json).toMatchObject({ message: 'Moved Permanently', url });
      expect(read.headers.get('location')).toBe(url);
      expect((await send(client, 'PUT', { encrypted_value: 'eA==', key_id: '1' })).status).toBe(307);
    }));
});
