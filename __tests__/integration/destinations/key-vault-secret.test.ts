import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyVault } from '../../../sandbox/services/key-vault/vault.ts';
import type { SandboxResponse } from '../../../sandbox/network/http.ts';
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

async function prepareAndWrite(target: Destination): Promise<void> {
  const { write } = await target.prepare();
  await write(secret);
}

describe('a Key Vault secret', () => {
  test('is written with its expiry and tags, and its value is never read', async () => {
    await prepareAndWrite(destination());
    expect(sandbox.keyVault('exalate-vault').secret('exalate')).toMatchObject({
      value: secret.secretText,
      contentType: 'text/plain',
      tags: secret.tags,
      expires: Date.parse('2028-01-01T00:00:00Z') / 1_000,
    });
    const reads = sandbox.requests.filter(({ host, method }) => host.includes('vault') && method === 'GET');
    expect(reads.length).toBeGreaterThan(0);
    for (const { path } of reads) expect(path).toMatch(/^\/(secrets\/exalate\/versions|deletedsecrets\/)/);
  });

  test('keeps its earlier versions, and has another revision with each', async () => {
    const target = destination();
    const revisions = [(await target.readState()).revision];
    await prepareAndWrite(target);
    revisions.push((await target.readState()).revision);
    await prepareAndWrite(target);
    revisions.push((await target.readState()).revision);
    expect(new Set(revisions).size).toBe(3);
    expect((await target.readState()).revision).toBe(revisions[2]);
    expect(sandbox.keyVault('exalate-vault').versions('exalate')).toHaveLength(2);
  });

  describe('reports its versions:', () => {
    const readVersions = async (target: Destination): Promise<readonly unknown[]> => {
      const evidence = (await target.readState()).evidence;
      return evidence?.kind === 'versions' ? evidence.versions : [];
    };
    const keyVault = (): KeyVault => sandbox.keyVault('exalate-vault');
    const wholeSecond = Math.floor(Date.now() / 1_000) * 1_000;

    test('a version that is listed on two pages counts once', async () => {
      const target = destination();
      await prepareAndWrite(target);
      const before = await target.readState();
      const rewrite = (answer: SandboxResponse): SandboxResponse => ({
        ...answer,
        body: answer.body.replace(/"value":\[(.*)\]/s, '"value":[$1,$1]'),
      });
      sandbox.faults.add({ when: { path: /versions/ }, fault: { kind: 'rewrite', rewrite } });
      expect(await target.readState()).toEqual(before);
    });

    test('each with its key ID, its state, and an ID of the write that is different for each write', async () => {
      const target = destination();
      const { write } = await target.prepare();
      await write(secret);
      await write(secret);
      const [first, second] = keyVault().versions('exalate');
      const writeIds = [first, second].map((version) => version?.tags?.['write-id']);
      for (const writeId of writeIds) expect(writeId).toMatch(/^[0-9a-f-]{36}$/);
      expect(new Set(writeIds).size).toBe(2);
      expect(await readVersions(target)).toEqual(
        expect.arrayContaining(
          [first, second].map((version) => ({
            at: new Date((version?.created ?? 0) * 1_000),
            keyId: 'k',
            writeId: version?.tags?.['write-id'],
            enabled: true,
            changedAt: new Date((version?.created ?? 0) * 1_000),
          })),
        ),
      );
    });

    test('disabling a version is reported with its time, and does not count as a write', async () => {
      const target = destination();
      keyVault().set('exalate', { value: 'v', tags: { 'key-id': 'k', 'write-id': 'w' } }, wholeSecond);
      const before = await target.readState();
      const name = keyVault().secret('exalate')?.version ?? '';
      keyVault().update('exalate', name, { attributes: { enabled: false } }, wholeSecond + 60_000);
      expect(await readVersions(target)).toEqual([
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

    test('a version by another writer has no write ID, and copied tags have the same write ID', async () => {
      const target = destination();
      await prepareAndWrite(target);
      const { tags } = keyVault().secret('exalate') ?? {};
      keyVault().set('exalate', { value: 'restored by hand', tags }, Date.now() + 60_000);
      keyVault().set('exalate', { value: 'by hand' }, Date.now() + 120_000);
      const writeId = tags?.['write-id'];
      expect(await readVersions(target)).toMatchObject([
        { keyId: 'k', writeId },
        { keyId: 'k', writeId },
        { keyId: undefined, writeId: undefined },
      ]);
      expect(writeId).toBeDefined();
    });

    test('a deleted secret has none, and a recovered one has the same as before', async () => {
      const target = destination();
      const empty = await target.readState();
      await prepareAndWrite(target);
      const before = await target.readState();
      keyVault().delete('exalate', Date.now());
      expect(await target.readState()).toEqual(empty);
      expect(empty.evidence).toEqual({ kind: 'empty' });
      keyVault().recover('exalate', Date.now());
      expect(await target.readState()).toEqual(before);
    });
  });

  test('has a page in the portal', () => {
    expect(destination().url).toBe(
      `https://portal.azure.com/#@${sandbox.tenant.tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${vault}/secrets/exalate`,
    );
  });

  test('has no expiry when the date exceeds the 32 bits of the client', async () => {
    const { write } = await destination().prepare();
    await write({ ...secret, endDateTime: new Date('2039-01-01T00:00:00Z') });
    expect(sandbox.keyVault('exalate-vault').secret('exalate')).toMatchObject({ expires: undefined });
  });

  test('can be prepared whichever of its two reads is answered last', async () => {
    const keyVault = sandbox.keyVault('exalate-vault');
    keyVault.roles.set(sandbox.tenant.workload.appId, ['get', 'list', 'set']);
    await prepareAndWrite(destination());
    for (const path of [/deletedsecrets/, /versions/]) {
      sandbox.faults.add({ when: { path }, skip: 1, fault: { kind: 'answer', status: 503, body: '' } });
      await expect(destination().prepare()).resolves.toHaveProperty('write');
    }
  });

  test('can be prepared after temporary failures', async () => {
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
] as const)(
  'a Key Vault secret is written in %s, with a token of that cloud',
  async (cloud, domain, portal) => {
    await sandbox.close();
    sandbox = await enterSandbox({ cloud });
    const inputs = { 'key-vault-secret': `https://exalate-vault.${domain}/secrets/exalate`, cloud };
    const [open] = prepareRun(sandbox, inputs).services.destinations;
    const prepared = await open?.prepare();
    await prepared?.write(secret);
    expect(sandbox.keyVault('exalate-vault').secret('exalate')?.value).toBe(secret.secretText);
    expect(open?.url).toContain(`https://${portal}/#@`);
  },
);

describe('an error names what to grant or change:', () => {
  test('the role, before anything is written', async () => {
    sandbox.keyVault('exalate-vault').roles.clear();
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('key-vault-role-missing');
    expect(failure.message).toContain(
      `az role assignment create --role "Key Vault Secrets Officer" --assignee ${sandbox.tenant.workload.appId} --scope "$(az keyvault show --name exalate-vault --query id --output tsv)/secrets/exalate"`,
    );
  });

  test('the permission to write, which cannot be checked before the write', async () => {
    sandbox.keyVault('exalate-vault').roles.set(sandbox.tenant.workload.appId, ['list']);
    const { write } = await destination().prepare();
    expect(await failureOf(write(secret))).toMatchObject({ code: 'key-vault-role-missing' });
  });

  test('the firewall', async () => {
    sandbox.keyVault('exalate-vault').closedTo = 'ForbiddenByFirewall';
    expect(await failureOf(destination().prepare())).toMatchObject({ code: 'key-vault-firewall' });
  });

  test('the deleted secret, before the write if the permissions allow, else during the write', async () => {
    const keyVault = sandbox.keyVault('exalate-vault');
    await prepareAndWrite(destination());
    keyVault.delete('exalate', Date.now());
    keyVault.deletionTakes = 0;
    keyVault.roles.set(sandbox.tenant.workload.appId, ['get', 'list', 'set']);
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('key-vault-secret-deleted');
    expect(failure.message).toContain('az keyvault secret recover --vault-name exalate-vault --name exalate');
    keyVault.roles.set(sandbox.tenant.workload.appId, ['list', 'set']);
    const { write } = await destination().prepare();
    expect(await failureOf(write(secret))).toMatchObject({ code: 'key-vault-secret-deleted' });
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
    const otherTenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
    sandbox.keyVault('exalate-vault').otherTenantId = otherTenant;
    const failure = await failureOf(destination().prepare());
    expect(failure.code).toBe('key-vault-tenant-mismatch');
    expect(failure.explanation.likelyCause).toContain(`another tenant: ${otherTenant}`);
    expect(failure.message).toContain(`use a vault of tenant ${sandbox.tenant.tenantId}`);
    // Waiting does not help.
    expect(sandbox.requests.filter(({ path }) => path.includes('/oauth2/'))).toHaveLength(1);
  });
});

describe('a write whose response is lost', () => {
  test.each([
    ['the connection breaks', { kind: 'drop-after' } as const],
    ['the server fails', { kind: 'answer', status: 500, after: true, body: '' } as const],
    ['a proxy answers', { kind: 'answer', status: 403, after: true, body: '<html>' } as const],
    [
      'the server reports a time-out',
      {
        kind: 'answer',
        status: 408,
        after: true,
        headers: { 'Content-Type': 'application/json' },
        body: { error: { code: 'RequestTimeout', message: 'x' } },
      } as const,
    ],
  ])('is unconfirmed when %s', async (_, fault) => {
    const target = destination();
    const { write } = await target.prepare();
    const before = (await target.readState()).revision;
    sandbox.faults.add({ when: { method: 'PUT' }, fault });
    await expect(write(secret)).rejects.toBeInstanceOf(UnconfirmedWriteError);
    expect((await target.readState()).revision).not.toBe(before);
    expect(sandbox.keyVault('exalate-vault').versions('exalate')).toHaveLength(1);
  });
});
