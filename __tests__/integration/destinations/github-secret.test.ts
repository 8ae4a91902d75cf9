import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../sandbox/network/faults.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { UnconfirmedWriteError, type Destination } from '../../../src/destinations/destination.ts';
import { createGitHubApi } from '../../../src/github/api.ts';
import { secretRules } from '../../../src/destinations/github/rules.ts';
import { createGitHubSecret } from '../../../src/destinations/github/secret.ts';
import { createTestClient, enterSandbox, failureOf } from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  await sandbox.close();
});

const json = { 'Content-Type': 'application/json' };
const secret = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  endDateTime: new Date('2028-01-01T00:00:00Z'),
  secretText: '-Q_e8Q~ZDWJD_ü_€',
  tags: {},
};

function destination(
  token: string = sandbox.github.tokens.writer,
  baseUrl = 'https://api.github.com',
  repository = 'ops',
): Destination {
  const api = createGitHubApi(baseUrl, token, createTestClient(), secretRules);
  const spec = {
    kind: 'repository-secret',
    owner: 'acme',
    repository,
    name: 'EXALATE_CLIENT_SECRET',
  } as const;
  return createGitHubSecret(spec, { api, serverUrl: 'https://github.com' });
}

async function prepareAndWrite(target: Destination): Promise<void> {
  const { write } = await target.prepare();
  await write(secret);
}

describe('a repository secret', () => {
  test('is encrypted so that GitHub can decrypt it', async () => {
    await prepareAndWrite(destination());
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(secret.secretText);
    await prepareAndWrite(destination());
    const sent = sandbox.requests.map(({ method, path, status }) => `${method} ${basename(path)} ${status}`);
    // Both reads run in parallel.
    expect([...sent.slice(0, 2).sort(), sent[2], ...sent.slice(3, 5).sort(), sent[5]]).toEqual([
      'GET EXALATE_CLIENT_SECRET 404',
      'GET public-key 200',
      'PUT EXALATE_CLIENT_SECRET 201',
      'GET EXALATE_CLIENT_SECRET 200',
      'GET public-key 200',
      'PUT EXALATE_CLIENT_SECRET 204',
    ]);
    expect(sandbox.requests.map(({ userAgent }) => userAgent)).toEqual(
      Array.from({ length: 6 }, () => 'exalate-secret-action/test'),
    );
    expect(sandbox.violations).toEqual([]);
  });

  test.each(['https://github.example.com/api/v3', 'https://api.octocorp.ghe.com'])(
    'can be written at %s',
    async (baseUrl) => {
      await prepareAndWrite(destination(sandbox.github.tokens.writer, baseUrl));
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(secret.secretText);
    },
  );
});

describe('the state of a repository secret', () => {
  test('changes only with a write', async () => {
    expect(await destination().readState()).toEqual({ revision: 'not there', evidence: { kind: 'empty' } });
    await prepareAndWrite(destination());
    const state = await destination().readState();
    expect(state.revision).toMatch(/^\d{4}-/);
    expect(state.evidence).toEqual({ kind: 'written', at: new Date(state.revision ?? '') });
    expect(await destination().readState()).toEqual(state);
  });

  test('reuses the public key that the preparation has read', async () => {
    const target = destination();
    await target.prepare();
    expect(await target.readState()).toEqual({ revision: 'not there', evidence: { kind: 'empty' } });
    const reads = sandbox.requests.filter(({ path }) => path.endsWith('/public-key'));
    expect(reads).toHaveLength(1);
  });

  test('is an error when the token has no access to the repository', async () => {
    expect(await failureOf(destination(sandbox.github.tokens.stranger).readState())).toMatchObject({
      code: 'github-repository-not-found',
    });
  });

  test('is never read from a page that did not come from GitHub', async () => {
    sandbox.faults.add({ when: {}, times: Infinity, fault: { kind: 'answer', status: 200, body: 's3cr3t' } });
    const failure = await failureOf(destination().readState());
    expect(failure.code).toBe('response-not-from-service');
    expect(failure.message).not.toContain('s3cr3t');
  });
});

describe('preparing a repository secret', () => {
  test('fails when GitHub does not know the token', async () => {
    expect(await failureOf(destination('expired').prepare())).toMatchObject({ code: 'github-token-refused' });
  });

  test('fails with the job’s own token, and says that it can never write secrets', async () => {
    const { code, message } = await failureOf(destination(sandbox.github.tokens.job).prepare());
    expect(code).toBe('github-permission-missing');
    expect(message).toContain("the job's own GITHUB_TOKEN, which can never write secrets");
  });

  test('fails when the token lacks the permission, and names the one that a write needs', async () => {
    const { code, message } = await failureOf(destination(sandbox.github.tokens.plain).prepare());
    expect(code).toBe('github-permission-missing');
    expect(message).toContain('the token lacks the permission "Secrets": write, or');
  });

  test('fails when the repository does not exist or is not accessible', async () => {
    expect(await failureOf(destination(sandbox.github.tokens.stranger).prepare())).toMatchObject({
      code: 'github-repository-not-found',
    });
    expect(
      await failureOf(destination(sandbox.github.tokens.writer, undefined, 'none').prepare()),
    ).toMatchObject({ code: 'github-repository-not-found' });
  });

  test.each<[string, Fault, string]>([
    [
      'a page instead of the key',
      { kind: 'answer', status: 200, body: '<html>s3cr3t' },
      'response-not-from-service',
    ],
    [
      'an invalid key',
      {
        kind: 'answer',
        status: 200,
        headers: json,
        body: { key_id: '1', key: 's3cr3t' },
      },
      'response-not-from-service',
    ],
    ...[31, 33].map((bytes): [string, Fault, string] => [
      `a key of ${bytes} bytes`,
      {
        kind: 'answer',
        status: 200,
        headers: json,
        body: { key_id: '1', key: Buffer.alloc(bytes, 7).toString('base64') },
      },
      'response-not-from-service',
    ]),
    [
      'a redirect to a page that blocks the request',
      { kind: 'answer', status: 302, headers: { Location: 'https://block.example.com/s3cr3t' } },
      'response-not-from-service',
    ],
    ['a server error', { kind: 'answer', status: 502, body: 's3cr3t' }, 'github-request-failed'],
    ['a broken connection', { kind: 'drop' }, 'github-unreachable'],
  ])('fails on %s, without quoting it', async (_, fault, code) => {
    sandbox.faults.add({ when: { path: /public-key/ }, times: Infinity, fault });
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain('s3cr3t');
  });
});

test('a renamed repository is not written under its old name', async () => {
  const moved = sandbox.github.renameRepository('acme/ops', 'acme/operations');
  const { code, message } = await failureOf(destination().prepare());
  expect(code).toBe('github-repository-not-found');
  expect(message).toContain('acme/ops has moved (HTTP 301)');
  expect(moved.secrets.size).toBe(0);
});

describe('writing a repository secret', () => {
  test('fails when the token can only read, and names the missing permission', async () => {
    const { code, message } = await failureOf(prepareAndWrite(destination(sandbox.github.tokens.reader)));
    expect(code).toBe('github-permission-missing');
    expect(message).toContain('"Secrets": write (secrets=write)');
  });

  test.each<[string, Fault]>([
    [
      'primary',
      {
        kind: 'answer',
        status: 403,
        headers: { ...json, 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1' },
        body: { message: 'API rate limit exceeded for user ID 583231.' },
      },
    ],
    [
      'secondary',
      {
        kind: 'answer',
        status: 429,
        headers: { ...json, 'Retry-After': '60' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      },
    ],
  ])('fails at the %s rate limit, without reporting a missing permission', async (_, fault) => {
    sandbox.faults.add({ when: { method: 'PUT' }, times: Infinity, fault });
    expect(await failureOf(prepareAndWrite(destination()))).toMatchObject({ code: 'github-rate-limited' });
  });

  test.each([
    [401, 'github-token-refused'],
    [404, 'github-repository-not-found'],
    [422, 'github-secret-refused'],
    [418, 'github-request-failed'],
    [500, 'github-request-failed'],
    [200, 'response-not-from-service'],
  ])('fails on HTTP %d, without quoting the response', async (status, code) => {
    sandbox.faults.add({
      when: { method: 'PUT' },
      times: Infinity,
      fault: {
        kind: 'answer',
        status,
        headers: { ...json, 'X-Accepted-GitHub-Permissions': 's3cr3t' },
        body: { message: 's3cr3t' },
      },
    });
    const failure = await failureOf(prepareAndWrite(destination()));
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain('s3cr3t');
  });
});

test('a secret that disappears after an unconfirmed write is not taken for one that was never written', async () => {
  const target = destination();
  const { write } = await target.prepare();
  sandbox.faults.add({ when: { method: 'PUT' }, fault: { kind: 'drop-after' } });
  await expect(write(secret)).rejects.toThrow(UnconfirmedWriteError);
  const fault: Fault = { kind: 'answer', status: 404, headers: json, body: { message: 'Not Found' } };
  sandbox.faults.add({ when: {}, times: Infinity, fault });
  expect(await failureOf(target.readState())).toMatchObject({ code: 'github-repository-not-found' });
});
