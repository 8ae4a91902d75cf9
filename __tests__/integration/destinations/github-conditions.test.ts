import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../../sandbox/network/http.ts';
import type { Access } from '../../../sandbox/services/github/access.ts';
import type { Policy } from '../../../sandbox/services/github/policy.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { UnconfirmedWriteError, type Destination } from '../../../src/destinations/destination.ts';
import { enterSandbox, failureOf, FastClock, prepareRun } from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;
let clock: FastClock;

const start = Date.now();
/** The time of the sandbox: it passes only when the action waits, however slow this machine is. */
const now = (): number => start + clock.waits.reduce((sum, wait) => sum + wait, 0);

beforeEach(async () => {
  clock = new FastClock();
  sandbox = await enterSandbox({ now });
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const name = 'EXALATE_CLIENT_SECRET';
const secret = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  endDateTime: new Date('2028-01-01T00:00:00Z'),
  secretText: '-Q_e8Q~ZDWJD_x1234567',
  tags: {},
};

const environment = 'Live';
const inputsOf = {
  repository: { 'repository-secret': name },
  environment: { 'environment-secret': name, environment },
  organization: { 'organization-secret': name },
  Dependabot: { 'dependabot-secret': name },
  Codespaces: { 'codespaces-secret': name },
} as const;

type Kind = keyof typeof inputsOf;
const kinds: readonly Kind[] = ['repository', 'environment', 'organization', 'Dependabot', 'Codespaces'];

function destination(kind: Kind = 'repository', token: string = sandbox.github.tokens.writer): Destination {
  sandbox.github.repository('acme/ops').addEnvironment(environment);
  const [open] = prepareRun(sandbox, { ...inputsOf[kind], 'github-token': token }, clock).services
    .destinations;
  if (open === undefined) throw new Error('no destination');
  return open;
}

function storeOf(kind: Kind): {
  readonly secrets: ReadonlyMap<string, { value: string }>;
  rotateKey(): void;
} {
  const repository = sandbox.github.repository('acme/ops');
  const environmentStore = repository.environment(environment);
  if (environmentStore === undefined) throw new Error('no environment');
  return {
    repository,
    environment: environmentStore,
    organization: sandbox.github.organization('acme'),
    Dependabot: repository.dependabot,
    Codespaces: repository.codespaces,
  }[kind];
}

/** A token that may write everything, with these differences. */
function addToken(token: string, differences: Partial<Access>): string {
  const { access, tokens } = sandbox.github;
  const writer = access.get(tokens.writer);
  if (writer === undefined) throw new Error('no writer');
  access.set(token, { ...writer, ...differences });
  return token;
}

const statuses = (): readonly (number | string | undefined)[] => sandbox.requests.map(({ status }) => status);

describe('the token of a GitHub App that was created a moment ago', () => {
  test.each<[string, Partial<Access>]>([
    ['is not known yet', { knownFrom: 0 }],
    ['has no permissions yet', { permissionsKnownFrom: 0 }],
  ])('is given time while it %s', async (_, differences) => {
    const delayed = Object.fromEntries(Object.keys(differences).map((key) => [key, now() + 1_500]));
    const token = addToken('ghs_new', { kind: 'integration', ...delayed });
    const { write } = await destination('repository', token).prepare();
    await write(secret);
    expect(storeOf('repository').secrets.get(name)?.value).toBe(secret.secretText);
    expect(statuses()).toContain('knownFrom' in differences ? 401 : 403);
  });

  test.each<[string, Partial<Access>, string]>([
    ['is never known', { knownFrom: Infinity }, 'github-token-refused'],
    ['never gets its permissions', { permissionsKnownFrom: Infinity }, 'github-permission-missing'],
  ])('is refused after a few seconds when it %s', async (_, differences, code) => {
    const token = addToken('ghs_new', { kind: 'integration', ...differences });
    expect(await failureOf(destination('repository', token).prepare())).toMatchObject({ code });
    expect(now() - start).toBeLessThan(10_000);
  });

  test('is given time for a write', async () => {
    const { write } = await destination('repository', addToken('ghs_new', { kind: 'integration' })).prepare();
    addToken('ghs_new', { kind: 'integration', knownFrom: now() + 1_500 });
    await write(secret);
    expect(storeOf('repository').secrets.get(name)?.value).toBe(secret.secretText);
  });
});

describe('a token is refused, with the reason:', () => {
  const fineGrained = { kind: 'personal access token' } as const;
  const classic = { kind: 'personal access token (classic)' } as const;
  const app = { kind: 'integration' } as const;
  const day = 86_400_000;

  test.each<[string, string, Partial<Access>, Policy, string, string]>([
    [
      'all personal tokens are forbidden, and this is a classic one',
      'ghp_x',
      classic,
      { forbidsClassicTokens: true, forbidsFineGrainedTokens: true },
      'github-blocked-by-policy',
      'To fix it: use the token of a GitHub App that is installed for acme',
    ],
    [
      'it never expires',
      'github_pat_x',
      fineGrained,
      { maxLifetimeDays: 366 },
      'github-blocked-by-policy',
      'https://github.com/settings/personal-access-tokens/4277325',
    ],
    [
      'the address of the runner is not allowed',
      'ghs_x',
      app,
      { ipAllowList: true },
      'github-blocked-by-policy',
      'the IP address of the runner is not allowed',
    ],
    [
      'it has expired',
      'github_pat_x',
      { ...fineGrained, expiry: { at: Date.now() - day, lifetimeDays: 30 } },
      {},
      'github-token-refused',
      'create a new token',
    ],
    [
      'the installation of the app is suspended',
      'ghs_x',
      { ...app, suspended: 'installation' },
      {},
      'github-token-refused',
      'the GitHub App that `github-token` belongs to is suspended for acme',
    ],
    [
      'the account is suspended',
      'ghp_x',
      { ...classic, suspended: 'account' },
      {},
      'github-token-refused',
      'the account that `github-token` belongs to is suspended',
    ],
    [
      'a classic token lacks a scope',
      'ghp_x',
      { ...classic, repositories: { 'acme/ops': {} } },
      {},
      'github-permission-missing',
      'the owner of the token is not an administrator there, or the classic token lacks the scope `repo`',
    ],
  ])('%s', async (_, token, differences, policy, code, text) => {
    sandbox.github.organization('acme').policy = policy;
    const failure = await failureOf(destination('repository', addToken(token, differences)).prepare());
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(text);
    expect(failure.message).not.toContain('SANDBOX0REQUEST');
  });

  test.each<[string, string, Partial<Access>, Policy]>([
    ['a GitHub App where personal tokens are forbidden', 'ghs_x', app, { forbidsFineGrainedTokens: true }],
    [
      'a fine-grained token where classic ones are',
      'github_pat_x',
      fineGrained,
      { forbidsClassicTokens: true },
    ],
    ['an authorized token', 'ghp_x', { ...classic, signedOnTo: ['acme'] }, { singleSignOn: true }],
    [
      'a token with a short lifetime',
      'github_pat_x',
      { ...fineGrained, expiry: { at: Date.now() + 300 * day, lifetimeDays: 30 } },
      { maxLifetimeDays: 90 },
    ],
  ])('but not %s', async (_, token, differences, policy) => {
    sandbox.github.organization('acme').policy = policy;
    const { write } = await destination('repository', addToken(token, differences)).prepare();
    await write(secret);
    expect(storeOf('repository').secrets.get(name)?.value).toBe(secret.secretText);
  });
});

describe('a repository that nobody can write', () => {
  test.each([
    ['dmca', 451],
    ['tos', 403],
  ] as const)('is reported when GitHub blocked it: %s', async (reason, status) => {
    sandbox.github.repository('acme/ops').blocked = reason;
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('github-repository-unavailable');
    expect(failure.message).toContain(
      `GitHub has blocked the repository (HTTP ${status}). Message from GitHub: "Repository access blocked"`,
    );
  });
});

describe.each(kinds)('when GitHub replaces the public key of a secret of this kind: %s', (kind) => {
  test('the value is encrypted again with the new key', async () => {
    const { write } = await destination(kind).prepare();
    storeOf(kind).rotateKey();
    await write(secret);
    expect(storeOf(kind).secrets.get(name)?.value).toBe(secret.secretText);
    expect(statuses().filter((status) => status === 422)).toHaveLength(1);
  });
});

describe('when GitHub replaces its public key', () => {
  const whileReadingKey = { method: 'GET', path: /public-key$/ };

  test('again while it is read, the write fails and is not repeated a second time', async () => {
    const { write } = await destination().prepare();
    storeOf('repository').rotateKey();
    const old = (answer: SandboxResponse): SandboxResponse => {
      storeOf('repository').rotateKey();
      return answer;
    };
    sandbox.faults.add({ when: whileReadingKey, fault: { kind: 'rewrite', rewrite: old } });
    const failure = await failureOf(write(secret));
    expect(failure.code).toBe('github-secret-refused');
    expect(failure.message).toContain('even after the action read its public key again');
    expect(statuses().filter((status) => status === 422)).toHaveLength(2);
  });

  test('and the new one cannot be read, the write was refused', async () => {
    const { write } = await destination().prepare();
    storeOf('repository').rotateKey();
    sandbox.faults.add({ when: whileReadingKey, times: Infinity, fault: { kind: 'drop' } });
    const error: unknown = await write(secret).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(UnconfirmedWriteError);
    expect(error).toMatchObject({ code: 'github-unreachable' });
    expect(storeOf('repository').secrets.size).toBe(0);
  });
});

describe('a write that GitHub itself refuses for the moment', () => {
  const headers = { 'Content-Type': 'application/json' };
  const conflict = { kind: 'answer', status: 409, headers, body: { message: 'Conflict' } } as const;

  test('is repeated', async () => {
    const { write } = await destination().prepare();
    sandbox.faults.add({ when: { method: 'PUT' }, times: 2, fault: conflict });
    await write(secret);
    expect(storeOf('repository').secrets.get(name)?.value).toBe(secret.secretText);
  });

  test('is not repeated when a proxy says so', async () => {
    const { write } = await destination().prepare();
    sandbox.faults.add({ when: { method: 'PUT' }, fault: { ...conflict, body: '<html>' } });
    await expect(write(secret)).rejects.toBeInstanceOf(UnconfirmedWriteError);
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });
});

test('a limit on the number of secrets is named', async () => {
  const { write } = await destination().prepare();
  const { secrets } = sandbox.github.repository('acme/ops');
  const then = '2026-01-01T00:00:00Z';
  for (let index = 0; index < 100; index += 1) {
    secrets.set(`S${index}`, { value: 'x', createdAt: then, updatedAt: then });
  }
  const failure = await failureOf(write(secret));
  expect(failure.code).toBe('github-secret-refused');
  expect(failure.message).toContain('a repository or environment can have at most 100 secrets');
});

describe('the metadata of a secret', () => {
  function rewriteMetadata(change: Readonly<Record<string, unknown>>): void {
    const rewrite = (answer: SandboxResponse): SandboxResponse => {
      const body: unknown = JSON.parse(answer.body);
      return { ...answer, body: JSON.stringify({ ...Object(body), ...change }) };
    };
    const when = { method: 'GET', path: new RegExp(`${name}$`) };
    sandbox.faults.add({ when, times: Infinity, fault: { kind: 'rewrite', rewrite } });
  }

  beforeEach(async () => {
    const { write } = await destination().prepare();
    await write(secret);
  });

  test('of another secret is an error', async () => {
    rewriteMetadata({ name: 'OTHER_SECRET' });
    const failure = await failureOf(destination().readState());
    expect(failure.code).toBe('github-request-failed');
    expect(failure.message).toContain('api.github.com returned another secret');
    expect(failure.message).not.toContain('OTHER_SECRET');
  });

  test('is about the secret in any case of its name', async () => {
    rewriteMetadata({ name: name.toLowerCase() });
    expect((await destination().readState()).evidence).toMatchObject({ kind: 'written' });
  });

  test.each(['2026-11-25T10:00:00Z', '2026-11-25T10:00:00.000Z', '2026-11-25T11:00:00+01:00'])(
    'has the same revision for the same time: %s',
    async (updated_at) => {
      rewriteMetadata({ updated_at });
      const at = new Date('2026-11-25T10:00:00Z');
      expect(await destination().readState()).toEqual({
        revision: at.toISOString(),
        evidence: { kind: 'written', at },
      });
    },
  );

  test.each([null, 1764064800, '', 'yesterday', '2026-11-25T10:00:00', '2026-02-31T10:00:00+0'])(
    'is not believed with the time %j',
    async (updated_at) => {
      rewriteMetadata({ updated_at });
      expect(await failureOf(destination().readState())).toMatchObject({ code: 'response-not-from-service' });
    },
  );
});
