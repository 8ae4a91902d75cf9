import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bech32 } from '@scure/base';
import { generateHybridIdentity, generateIdentity, identityToRecipient } from 'age-encryption';
import type { StoredSecret } from '../../sandbox/services/github/store.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { describeOnPosix } from '../helpers/platform.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const name = 'EXALATE_CLIENT_SECRET';

/** Does something while the new secret is verified: at one of the six logins with it, the second if none is named. */
function whileVerifying({ faults }: Sandbox, meanwhile: () => void, login = 2): void {
  faults.add({
    when: { method: 'POST', path: /oauth2\/v2\.0\/token/ },
    // The first of all logins is that of the workload identity.
    skip: login,
    fault: { kind: 'rewrite', rewrite: (answer) => answer },
    onStrike: meanwhile,
  });
}

describe('access to an organization secret that is restricted during the verification stays restricted:', () => {
  const inputs = { 'organization-secret': name, 'github-token': writer };
  const present = ({ github }: Sandbox, readers: Partial<StoredSecret>): void => {
    const then = '2026-01-01T00:00:00Z';
    const before = { value: 'old', createdAt: then, updatedAt: then, ...readers };
    github.organization('acme').secrets.set(name, before);
  };

  test.each<[string, Partial<StoredSecret>, (ids: readonly number[]) => Partial<StoredSecret>]>([
    [
      'from all to one repository',
      { visibility: 'all' },
      (ids) => ({ visibility: 'selected', selectedRepositoryIds: ids.slice(0, 1) }),
    ],
    ['from all to private repositories', { visibility: 'all' }, () => ({ visibility: 'private' })],
  ])('%s', async (_, before, narrowed) => {
    let after: Partial<StoredSecret> = {};
    await runScenario(
      {
        inputs,
        arrange: (sandbox) => {
          const ids = ['acme/r1', 'acme/r2'].map((each) => sandbox.github.addRepository(each).id);
          after = narrowed(ids);
          present(sandbox, before);
          whileVerifying(sandbox, () => {
            present(sandbox, after);
          });
        },
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        const stored = sandbox.github.organization('acme').secrets.get(name);
        expect(stored).toMatchObject({ value: sandbox.tenant.mintedSecrets[0], ...after });
      },
    );
  });

  test('nothing is written and the secret is removed again when GitHub does not report it', () =>
    runScenario(
      {
        inputs,
        arrange: (sandbox) => {
          present(sandbox, { visibility: 'all' });
          const fault = { kind: 'answer', status: 404, body: '<html>' } as const;
          const when = { method: 'GET', path: /secrets\/EXALATE/ };
          whileVerifying(sandbox, () => sandbox.faults.add({ when, times: Infinity, fault }), 6);
        },
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('was removed again');
        expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
        expect(sandbox.github.organization('acme').secrets.get(name)).toMatchObject({
          value: 'old',
          visibility: 'all',
        });
      },
    ));
});

describeOnPosix('a file is written only to its intended path', () => {
  let outside = '';

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'precious'), 'old');
  });

  afterEach(async () => {
    await rm(outside, { recursive: true });
  });

  const untouched = async (): Promise<void> => {
    expect(await readdir(outside)).toEqual(['precious']);
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('old');
  };

  test.each<[string, (workspace: string) => Promise<void>]>([
    [
      'a link replaces the file',
      async (workspace) => {
        await symlink(join(outside, 'precious'), join(workspace, 'out', 'secret.age'));
      },
    ],
    [
      'a link replaces its directory',
      async (workspace) => {
        await rename(join(workspace, 'out'), join(workspace, 'moved'));
        await symlink(outside, join(workspace, 'out'));
      },
    ],
  ])('when %s during the verification: the secret is removed again', async (_, swap) => {
    const recipient = await identityToRecipient(await generateIdentity());
    let workspace = '';
    let swapped: Promise<void> | undefined;
    await runScenario(
      {
        inputs: { 'encrypted-file': 'out/secret.age', 'encrypt-to': recipient },
        prepare: async (job) => {
          workspace = job.workspace;
          await mkdir(join(workspace, 'out'), { recursive: true });
        },
        arrange: (sandbox) => {
          whileVerifying(sandbox, () => {
            swapped = swap(workspace);
          });
        },
      },
      async ({ step, sandbox }) => {
        await swapped;
        expect(swapped).toBeDefined();
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('file-not-writable: ');
        expect(step.transcript).toContain('was removed again');
        expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
        await untouched();
      },
    );
  });

  test.each([
    ['a link out of the workspace', 'link', 'report.json'],
    ['a name that is a link', 'precious'],
  ])('when the path of the report contains %s', async (_, ...path) =>
    runScenario(
      {
        action: 'report',
        inputs: { 'report-file': path.join('/') },
        prepare: async ({ workspace }) => {
          await mkdir(workspace, { recursive: true });
          await symlink(outside, join(workspace, 'link'));
          await symlink(join(outside, 'precious'), join(workspace, 'precious'));
        },
      },
      async ({ step }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('report-not-writable: ');
        await untouched();
      },
    ),
  );
});

describe('a recipient', () => {
  test('that age cannot encrypt to is refused before a secret is added, and not shown', async () => {
    const good = await identityToRecipient(await generateIdentity());
    const bad = bech32.encode('age', bech32.toWords(new Uint8Array(32)), false);
    const inputs = { 'encrypted-file': 'x.age', 'encrypt-to': `${good}\n${bad}` };
    await runScenario({ inputs }, ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain(
        'age-recipient-unusable: `encrypt-to` has a recipient that age cannot encrypt to: line 2',
      );
      expect(step.transcript).not.toContain(bad);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
    });
  });

  test('may have a post-quantum key', async () => {
    const recipient = await identityToRecipient(await generateHybridIdentity());
    await runScenario(
      { inputs: { 'encrypted-file': 'x.age', 'encrypt-to': recipient } },
      async ({ step, job }) => {
        expect(step.outcome).toBe('success');
        expect(await readdir(job.workspace)).toEqual(['x.age']);
      },
    );
  });
});
