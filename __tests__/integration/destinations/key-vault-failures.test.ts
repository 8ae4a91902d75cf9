import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Fault } from '../../../sandbox/network/faults.ts';
import type { SandboxResponse } from '../../../sandbox/network/http.ts';
import type { KeyVault } from '../../../sandbox/services/key-vault/vault.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { UnconfirmedWriteError, type Destination } from '../../../src/destinations/destination.ts';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import { enterSandbox, failureOf, FastClock, prepareRun } from '../../helpers/in-sandbox.ts';

let clock: FastClock;
let sandbox: Sandbox;
let vault: KeyVault;
let target: Destination;

/** The servers have the clock of the run, which does not wait. */
beforeEach(async () => {
  clock = new FastClock();
  const started = clock;
  sandbox = await enterSandbox({ now: () => started.now().getTime() });
  vault = sandbox.keyVault('exalate-vault');
  vault.roles.set(sandbox.tenant.workload.appId, ['get', 'list', 'set']);
  target = openDestination();
});

function openDestination(budget?: TimeBudget): Destination {
  const inputs = { 'key-vault-secret': `https://${vault.host}/secrets/exalate` };
  const [open] = prepareRun(sandbox, inputs, clock, budget).services.destinations;
  if (open === undefined) throw new Error('no destination');
  return open;
}

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const secret = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  endDateTime: new Date('2028-01-01T00:00:00Z'),
  secretText: '-Q_e8Q~ZDWJD_x1234567',
  tags: { 'key-id': 'k' },
};

const count = (part: string, method?: string): number =>
  sandbox.requests.filter((each) => each.path.includes(part) && (method ?? each.method) === each.method)
    .length;
const logins = (): number => count('/oauth2/');

/** An error in the format of Key Vault, in place of its response. */
function answer(status: number, code: string, message: string, innerCode?: string): Fault {
  const body = {
    error: { code, message, ...(innerCode !== undefined && { innererror: { code: innerCode } }) },
  };
  const challenge = `Bearer authorization="https://login.microsoftonline.com/${sandbox.tenant.tenantId}", resource="https://vault.azure.net"`;
  const headers = {
    'Content-Type': 'application/json',
    ...(status === 401 && { 'WWW-Authenticate': challenge }),
  };
  return { kind: 'answer', status, headers, body };
}

describe('a write waits', () => {
  test('until the recovery of a deleted secret has ended', async () => {
    const { write } = await target.prepare();
    vault.set('exalate', { value: 'before' }, sandbox.tenant.now());
    vault.delete('exalate', sandbox.tenant.now());
    vault.recoveryTakes = 3_000;
    vault.recover('exalate', sandbox.tenant.now());
    await write(secret);
    expect(vault.secret('exalate')?.value).toBe(secret.secretText);
    expect(vault.versions('exalate')).toHaveLength(2);
    expect(count('/secrets/exalate', 'PUT')).toBeGreaterThan(1);
  });

  test('as long as a throttled vault asks for', async () => {
    const { write } = await target.prepare();
    vault.throttledUntil = sandbox.tenant.now() + 20_000;
    vault.retryAfter = 20;
    await write(secret);
    expect(clock.waits).toEqual([20_000]);
    expect(vault.versions('exalate')).toHaveLength(1);
  });

  test('a little for a throttled vault that names no time', async () => {
    const { write } = await target.prepare();
    vault.throttledUntil = sandbox.tenant.now() + 2_000;
    await write(secret);
    expect(vault.versions('exalate')).toHaveLength(1);
  });

  test('no longer than the budget allows', async () => {
    const { write } = await target.prepare();
    vault.throttledUntil = Infinity;
    const failure = await failureOf(write(secret));
    expect(failure.code).toBe('key-vault-request-failed');
    expect(failure.message).toContain('HTTP 429, Throttled');
    expect(vault.versions('exalate')).toHaveLength(0);
  });

  test('until a recovery is over, and says so when it takes too long', async () => {
    vault.set('exalate', { value: 'before' }, sandbox.tenant.now());
    vault.delete('exalate', sandbox.tenant.now());
    vault.recoveryTakes = Infinity;
    vault.recover('exalate', sandbox.tenant.now());
    const { write } = await target.prepare();
    const failure = await failureOf(write(secret));
    expect(failure.code).toBe('key-vault-secret-deleted');
    expect(failure.message).toContain('the recovery of a deleted secret with this name is still in progress');
  });
});

describe('a read waits', () => {
  test('as long as a throttled vault asks for', async () => {
    vault.throttledUntil = sandbox.tenant.now() + 5_000;
    vault.retryAfter = 5;
    await expect(target.readState()).resolves.toHaveProperty('evidence');
    expect(clock.waits).toEqual([5_000]);
  });
});

describe('a token that the vault no longer accepts is replaced once', () => {
  test('for a write after the tokens were revoked', async () => {
    const { write } = await target.prepare();
    expect(logins()).toBe(1);
    sandbox.tenant.revokeTokens();
    await write(secret);
    expect(vault.secret('exalate')?.value).toBe(secret.secretText);
    expect(logins()).toBe(2);
    await target.readState();
    expect(logins()).toBe(2);
  });

  test('for reads at the same time', async () => {
    await target.readState();
    sandbox.tenant.revokeTokens();
    await target.prepare();
    expect(logins()).toBe(2);
  });

  test.each([
    ['it expired', "[TokenExpired] Error validating token: 'IDX10223'."],
    ['it has an invalid audience', 'AKV10022: Invalid audience. Expected https://vault.azure.net, found: x.'],
    [
      'the key that signed it is unknown',
      'AKV10046: Unable to resolve the key used for signature validation.',
    ],
  ])('when %s', async (_, message) => {
    const { write } = await target.prepare();
    const when = { host: vault.host, method: 'PUT' };
    // Microsoft's client repeats the request at once, with the same token.
    sandbox.faults.add({ when, times: 2, fault: answer(401, 'Unauthorized', message) });
    await write(secret);
    expect(count('', 'PUT')).toBe(4);
    expect(vault.versions('exalate')).toHaveLength(1);
    expect(logins()).toBe(2);
  });

  test('for a write two hours later', async () => {
    // A verification can take hours. They do not count against the budget.
    const { write } = await openDestination(new TimeBudget(clock, Infinity, 300_000)).prepare();
    await clock.sleep(7_200_000);
    await write(secret);
    expect(vault.versions('exalate')).toHaveLength(1);
    expect(logins()).toBe(2);
  });

  test('until no retries are left', async () => {
    const { write } = await target.prepare();
    const when = { host: vault.host };
    const fault = answer(401, 'Unauthorized', 'AKV10046: Unable to resolve the key.');
    sandbox.faults.add({ when, times: Infinity, fault });
    const failure = await failureOf(write(secret));
    expect(failure.message).toContain('HTTP 401, Unauthorized');
    expect(count('', 'PUT')).toBeLessThanOrEqual(10);
    expect(logins()).toBeLessThanOrEqual(5);
    const read = await failureOf(target.readState());
    expect(read.message).toContain('AKV10046: Unable to resolve the key.');
  });

  test('a login that is refused is reported as such', async () => {
    const { write } = await target.prepare();
    sandbox.tenant.revokeTokens();
    sandbox.tenant.workload.federatedCredentials = [];
    expect(await failureOf(write(secret))).toMatchObject({ code: 'federated-credential-missing' });
  });
});

describe('a permission is granted by', () => {
  test.each(['AccessDenied', 'ForbiddenByPolicy', undefined] as const)(
    'an access policy when the vault uses them (%s)',
    async (code) => {
      vault.permissionModel = 'access-policy';
      vault.accessPolicyCode = code;
      vault.roles.clear();
      const failure = await failureOf(target.prepare());
      expect(failure.code).toBe('key-vault-role-missing');
      expect(failure.message).toContain('az keyvault set-policy --name exalate-vault');
      expect(failure.message).not.toContain('az role assignment');
    },
  );

  test.each(['ForbiddenByFirewall', 'ForbiddenByConnection', 'ForbiddenByNsp'] as const)(
    'nothing when the network is refused (%s)',
    async (code) => {
      vault.closedTo = code;
      const failure = await failureOf(target.prepare());
      expect(failure.code).toBe('key-vault-firewall');
      expect(failure.message).not.toContain('az ');
    },
  );
});

test('an error quotes Key Vault, but not in response to a request with the value', async () => {
  const fault = answer(400, 'BadParameter', `Something about ${secret.secretText} is wrong.`);
  const { write } = await target.prepare();
  sandbox.faults.add({ when: { host: vault.host }, times: Infinity, fault });
  const written = await failureOf(write(secret));
  expect(written.message).toContain('HTTP 400, BadParameter');
  expect(written.message).not.toContain('Something about');
  expect((await failureOf(target.readState())).message).toContain('"Something about');
});

test('the secret of a certificate cannot be written', async () => {
  vault.certificates.add('exalate');
  const { write } = await target.prepare();
  const failure = await failureOf(write(secret));
  expect(failure.message).toContain('the secret belongs to a certificate');
});

describe('a response that is not in the format of Key Vault', () => {
  const page = (status: number): Fault => ({
    kind: 'answer',
    status,
    headers: { 'Content-Type': 'text/html' },
    body: '<html>Blocked</html>',
  });

  test.each([200, 302, 403])('with status %d fails a read, and names the host', async (status) => {
    sandbox.faults.add({ when: { host: vault.host }, skip: 1, times: Infinity, fault: page(status) });
    const failure = await failureOf(target.readState());
    expect(failure.code).toBe('response-not-from-service');
    expect(failure.message).toContain(
      `${vault.host} is not in the format of Key Vault (HTTP ${status}, text/html)`,
    );
  });

  test.each<[string, Fault]>([
    ['an HTML page with status 200', page(200)],
    ['JSON of another service with status 200', { kind: 'answer', status: 200, body: { ok: true } }],
    ['an empty body with status 200', { kind: 'answer', status: 200, body: '' }],
  ])('does not confirm a write: %s', async (_, fault) => {
    const { write } = await target.prepare();
    sandbox.faults.add({ when: { method: 'PUT' }, fault });
    const error: unknown = await write(secret).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnconfirmedWriteError);
  });
});

describe('the list of versions', () => {
  /** Changes the entries of the next list. */
  function changeEntries(
    change: (entries: readonly unknown[]) => readonly unknown[],
    nextLink?: string,
  ): void {
    const rewrite = (response: SandboxResponse): SandboxResponse => {
      const { value } = v.parse(v.object({ value: v.array(v.unknown()) }), JSON.parse(response.body));
      return { ...response, body: JSON.stringify({ value: change(value), nextLink: nextLink ?? null }) };
    };
    sandbox.faults.add({
      when: { path: /\/versions/ },
      times: Infinity,
      fault: { kind: 'rewrite', rewrite },
    });
  }

  /** Changes the last entry of the next list. */
  const changeLast = (change: (entry: object) => unknown): void => {
    changeEntries((entries) => [...entries.slice(0, -1), change(v.parse(v.looseObject({}), entries.at(-1)))]);
  };

  beforeEach(async () => {
    // A client of the vault has its token, so that faults meet only the list.
    await target.readState();
    for (const keyId of ['a', 'b']) {
      vault.set(
        'exalate',
        { value: 'v', tags: { 'key-id': keyId, 'write-id': keyId } },
        sandbox.tenant.now(),
      );
    }
  });

  test.each<[string, (entry: object) => unknown]>([
    ['without times', (entry) => ({ ...entry, attributes: { enabled: true } })],
    [
      'with times that are not numbers',
      (entry) => ({ ...entry, attributes: { enabled: true, created: 'x', updated: 'y' } }),
    ],
    ['without attributes', (entry) => ({ ...entry, attributes: undefined })],
    ['with tags that are not text', (entry) => ({ ...entry, tags: { 'key-id': 1 } })],
  ])('stays readable beside a version %s, which may hold any secret', async (_, change) => {
    const before = await target.readState();
    expect(before.evidence).not.toHaveProperty('isIncomplete');
    changeLast(change);
    const state = await target.readState();
    expect(state.revision).toBe(before.revision);
    expect(state.evidence).toMatchObject({ kind: 'versions', isIncomplete: true });
    expect(state.evidence).toHaveProperty('versions.length', 1);
  });

  test.each<[string, (entry: object) => unknown]>([
    ['null', () => null],
    ['text', () => 'x'],
    ['without ID', (entry) => ({ ...entry, id: undefined })],
    ['with an ID that is not a URL', (entry) => ({ ...entry, id: 'x' })],
  ])('stays readable beside an entry that is %s', async (_, change) => {
    changeLast(change);
    const { evidence } = await target.readState();
    expect(evidence).toMatchObject({ kind: 'versions', isIncomplete: true });
  });

  test('does not count as empty when no version can be read', async () => {
    changeEntries((entries) => entries.map(() => null));
    const failure = await failureOf(target.readState());
    expect(failure.message).toContain('returned only versions without their times');
  });

  test.each([
    ['secret', (id: string) => id.replace('/exalate/', '/other/')],
    ['vault', (id: string) => id.replace('exalate-vault', 'other-vault')],
  ])('is refused when it is of another %s', async (_, change) => {
    changeLast((entry) => ({ ...entry, id: change('id' in entry ? String(entry.id) : '') }));
    const failure = await failureOf(target.readState());
    expect(failure.message).toContain('versions of another secret');
  });

  test('may spell the name of the secret in another case', async () => {
    changeLast((entry) => ({
      ...entry,
      id: 'id' in entry ? String(entry.id).replace('/exalate/', '/Exalate/') : '',
    }));
    expect((await target.readState()).evidence).not.toHaveProperty('isIncomplete');
  });

  test('is not followed to another host', async () => {
    changeEntries(
      (entries) => entries,
      'https://other-vault.vault.azure.net/secrets/exalate/versions?$skiptoken=1',
    );
    const failure = await failureOf(target.readState());
    expect(failure.message).toContain('would have gone to another host');
    expect(sandbox.requests.filter(({ host }) => host.startsWith('other-vault'))).toEqual([]);
  });

  test('ends with an error after few requests when it repeats a link', async () => {
    const before = count('/versions');
    changeEntries((entries) => entries, `https://${vault.host}/secrets/exalate/versions?api-version=7.6`);
    expect(await failureOf(target.readState())).toMatchObject({ code: 'list-endless' });
    expect(count('/versions') - before).toBe(2);
  });
});
