import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyVault } from '../../../sandbox/key-vault/vault.ts';
import type { Answer } from '../../../sandbox/network/http.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { UnconfirmedWriteError, type Destination } from '../../../src/destinations/destination.ts';
import { enterSandbox, failureOf, prepareRun } from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const vault = 'https://exalate-vault.vault.azure.net';

function destination(url = `${vault}/secrets/exalate`): Destination {
  const { services } = prepareRun(sandbox, { 'key-vault-secret': url });
  const [open] = services.destinations;
  if (open === undefined) throw new Error('no destination');
  return open;
}

const secret = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  endDateTime: new Date('2028-01-01T00:00:00Z'),
  secretText: '-Q_e8Q~ZDWJD_x1234567',
  tags: { 'application-id': 'a', 'key-id': 'k', lineage: 'Exalate [r3vq7m2k9x4td8wh]' },
};

const write = async (target: Destination): Promise<void> => {
  const { write: put } = await target.prepare();
  await put(secret);
};

describe('a Key Vault secret', () => {
  test('is written with its expiry and tags, and its value is never read', async () => {
    await write(destination());
    expect(sandbox.keyVault('exalate-vault').secret('exalate')).toMatchObject({
      value: secret.secretText,
      contentType: 'text/plain',
      tags: secret.tags,
      expires: Date.parse('2028-01-01T00:00:00Z') / 1_000,
    });
    const asked = sandbox.requests.filter(({ host, method }) => host.includes('vault') && method === 'GET');
    expect(asked.length).toBeGreaterThan(0);
    for (const { path } of asked) expect(path).toMatch(/^\/(secrets\/exalate\/versions|deletedsecrets\/)/);
  });

  test('keeps its earlier versions, and has another mark with each', async () => {
    const target = destination();
    const marks = [(await target.readState()).revision];
    await write(target);
    marks.push((await target.readState()).revision);
    await write(target);
    marks.push((await target.readState()).revision);
    expect(new Set(marks).size).toBe(3);
    expect((await target.readState()).revision).toBe(marks[2]);
    expect(sandbox.keyVault('exalate-vault').versions('exalate')).toHaveLength(2);
  });

  describe('shows of each version', () => {
    const versionsIn = async (target: Destination): Promise<readonly unknown[]> => {
      const evidence = (await target.readState()).evidence;
      return evidence?.kind === 'versions' ? evidence.versions : [];
    };
    const held = (): KeyVault => sandbox.keyVault('exalate-vault');
    const wholeSecond = Math.floor(Date.now() / 1_000) * 1_000;

    test('that it is one, though it comes on two pages, since the list changed between them', async () => {
      const target = destination();
      await write(target);
      const before = await target.readState();
      const rewrite = (answer: Answer): Answer => ({
        ...answer,
        body: answer.body.replace(/"value":\[(.*)\]/s, '"value":[$1,$1]'),
      });
      sandbox.faults.add({ when: { path: /versions/ }, fault: { kind: 'rewrite', rewrite } });
      expect(await target.readState()).toEqual(before);
    });

    test('whose it is, that it is enabled, and a mark of the write that no other write has', async () => {
      const target = destination();
      const { write: put } = await target.prepare();
      await put(secret);
      await put(secret);
      const [first, second] = held().versions('exalate');
      const writeIds = [first, second].map((one) => one?.tags?.['write-id']);
      for (const writeId of writeIds) expect(writeId).toMatch(/^[0-9a-f-]{36}$/);
      expect(new Set(writeIds).size).toBe(2);
      expect(await versionsIn(target)).toEqual(
        expect.arrayContaining(
          [first, second].map((one) => ({
            at: new Date((one?.created ?? 0) * 1_000),
            keyId: 'k',
            writeId: one?.tags?.['write-id'],
            enabled: true,
            changedAt: new Date((one?.created ?? 0) * 1_000),
          })),
        ),
      );
    });

    test('that it was disabled, and when, which is no write', async () => {
      const target = destination();
      held().set('exalate', { value: 'v', tags: { 'key-id': 'k', 'write-id': 'w' } }, wholeSecond);
      const before = await target.readState();
      const name = held().secret('exalate')?.version ?? '';
      held().update('exalate', name, { attributes: { enabled: false } }, wholeSecond + 60_000);
      expect(await versionsIn(target)).toEqual([
        {
          at: new Date(wholeSecond),
          keyId: 'k',
          writeId: 'w',
          enabled: false,
          changedAt: new Date(wholeSecond + 60_000),
        },
      ]);
      expect((await target.readState()).revision).toBe(before.revision);
    });

    test('nothing about the write where somebody else wrote it; a copy of its tags carries the same mark', async () => {
      const target = destination();
      await write(target);
      const { tags } = held().secret('exalate') ?? {};
      held().set('exalate', { value: 'restored by hand', tags }, Date.now() + 60_000);
      held().set('exalate', { value: 'by hand' }, Date.now() + 120_000);
      const writeId = tags?.['write-id'];
      expect(await versionsIn(target)).toMatchObject([
        { keyId: 'k', writeId },
        { keyId: 'k', writeId },
        { keyId: undefined, writeId: undefined },
      ]);
      expect(writeId).toBeDefined();
    });

    test('nothing at all once it was deleted, and the same as before once it was brought back', async () => {
      const target = destination();
      const empty = await target.readState();
      await write(target);
      const before = await target.readState();
      held().delete('exalate', Date.now());
      expect(await target.readState()).toEqual(empty);
      expect(empty.evidence).toEqual({ kind: 'empty' });
      held().recover('exalate');
      expect(await target.readState()).toEqual(before);
    });
  });

  test('has a page in the portal', () => {
    expect(destination().url).toBe(
      `https://portal.azure.com/#@${sandbox.tenant.tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${vault}/secrets/exalate`,
    );
  });

  test('says no expiry that the client cannot reckon with', async () => {
    const { write: put } = await destination().prepare();
    await put({ ...secret, endDateTime: new Date('2039-01-01T00:00:00Z') });
    expect(sandbox.keyVault('exalate-vault').secret('exalate')).toMatchObject({ expires: undefined });
  });

  test('is prepared whichever of its two questions is answered last', async () => {
    const held = sandbox.keyVault('exalate-vault');
    held.roles.set(sandbox.tenant.workload.appId, ['get', 'list', 'set']);
    await write(destination());
    for (const path of [/deletedsecrets/, /versions/]) {
      sandbox.faults.add({ when: { path }, skip: 1, fault: { kind: 'answer', status: 503, body: '' } });
      await expect(destination().prepare()).resolves.toHaveProperty('write');
    }
  });

  test('is prepared after passing faults', async () => {
    const when = { path: /\/secrets\/exalate\/versions/ };
    sandbox.faults.add({ when, skip: 1, fault: { kind: 'answer', status: 503, body: '' } });
    sandbox.faults.add({ when, skip: 1, fault: { kind: 'drop' } });
    await expect(destination().prepare()).resolves.toHaveProperty('write');
  });
});

test.each([
  ['us-government', 'vault.usgovcloudapi.net', 'portal.azure.us'],
  ['us-government-dod', 'vault.usgovcloudapi.net', 'portal.azure.us'],
  ['china', 'vault.azure.cn', 'portal.azure.cn'],
] as const)('is written in %s, with a token of that cloud', async (cloud, domain, portal) => {
  await sandbox.close();
  sandbox = await enterSandbox({ cloud });
  const inputs = { 'key-vault-secret': `https://exalate-vault.${domain}/secrets/exalate`, cloud };
  const [open] = prepareRun(sandbox, inputs).services.destinations;
  const put = (await open?.prepare())?.write;
  await put?.(secret);
  expect(sandbox.keyVault('exalate-vault').secret('exalate')?.value).toBe(secret.secretText);
  expect(open?.url).toContain(`https://${portal}/#@`);
});

describe('an error says what to grant or change:', () => {
  test('the role, before anything is written', async () => {
    sandbox.keyVault('exalate-vault').roles.clear();
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('key-vault-role-missing');
    expect(failure.message).toContain(
      `az role assignment create --role "Key Vault Secrets Officer" --assignee ${sandbox.tenant.workload.appId} --scope "$(az keyvault show --name exalate-vault --query id --output tsv)/secrets/exalate"`,
    );
  });

  test('the right to write, which cannot be known before', async () => {
    sandbox.keyVault('exalate-vault').roles.set(sandbox.tenant.workload.appId, ['list']);
    const { write: put } = await destination().prepare();
    expect(await failureOf(put(secret))).toMatchObject({ code: 'key-vault-role-missing' });
  });

  test('the firewall', async () => {
    sandbox.keyVault('exalate-vault').firewall = true;
    expect(await failureOf(destination().prepare())).toMatchObject({ code: 'key-vault-firewall' });
  });

  test('the deleted name: before it is written where that can be seen, else by the write', async () => {
    const held = sandbox.keyVault('exalate-vault');
    await write(destination());
    held.delete('exalate', Date.now());
    held.deletionTakes = 0;
    held.roles.set(sandbox.tenant.workload.appId, ['get', 'list', 'set']);
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('key-vault-secret-deleted');
    expect(failure.message).toContain('az keyvault secret recover --vault-name exalate-vault --name exalate');
    held.roles.set(sandbox.tenant.workload.appId, ['list', 'set']);
    const { write: put } = await destination().prepare();
    expect(await failureOf(put(secret))).toMatchObject({ code: 'key-vault-secret-deleted' });
  });

  test('the vault', async () => {
    const failure = await failureOf(destination('https://nobody-here.vault.azure.net/secrets/x').prepare());
    expect(failure.code).toBe('key-vault-unreachable');
  });

  test('the login', async () => {
    sandbox.tenant.workload.federatedCredentials = [];
    expect(await failureOf(destination().prepare())).toMatchObject({ code: 'federated-credential-missing' });
  });

  test('the tenant', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = { error: { code: 'Unauthorized', message: 'AKV10032: s3cr3t' } };
    const fault = { kind: 'answer', status: 401, headers, body } as const;
    sandbox.faults.add({ when: { host: 'exalate-vault.vault.azure.net' }, skip: 1, times: Infinity, fault });
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('key-vault-role-missing');
    expect(failure.message).toContain('another tenant');
    expect(failure.message).not.toContain('s3cr3t');
  });
});

describe('a write whose answer is lost', () => {
  test.each([
    ['the connection broke', { kind: 'drop-after' } as const],
    ['the server failed', { kind: 'answer', status: 500, after: true, body: '' } as const],
    ['a proxy answered', { kind: 'answer', status: 403, after: true, body: '<html>' } as const],
  ])('is in doubt: %s', async (_, fault) => {
    const target = destination();
    const { write: put } = await target.prepare();
    const before = (await target.readState()).revision;
    sandbox.faults.add({ when: { method: 'PUT' }, fault });
    await expect(put(secret)).rejects.toBeInstanceOf(UnconfirmedWriteError);
    expect((await target.readState()).revision).not.toBe(before);
    expect(sandbox.keyVault('exalate-vault').versions('exalate')).toHaveLength(1);
  });
});
