import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { runAction } from '../helpers/printed-commands.ts';
import { codeBlocks } from '../helpers/repository.ts';
import { openSession, type ShellSession } from '../helpers/shell-session.ts';
import { testWith } from '../helpers/with-tools.ts';

const withClients = testWith('az', 'gh', 'age', 'jq');
const timeout = 120_000;
const handOver = { 'hand-over-issue': 'true', description: 'Exalate' };

/** Lets the rotation workflow of a destination be one of the examples. */
async function inSession(example: string, test: (session: ShellSession) => Promise<void>): Promise<void> {
  const session = await openSession({ run: { workflowPath: `.github/workflows/${example}` } });
  try {
    session.sandbox.github.setJobPermissions({ issues: 'write' });
    await test(session);
    expect(session.sandbox.violations).toEqual([]);
  } finally {
    await session.close();
  }
}

/** The commands of the newest issue of the repository. */
function issueCommands({ sandbox }: ShellSession): readonly string[] {
  const [newest] = sandbox.github.repository('acme/ops').issues.all.toReversed();
  return codeBlocks(newest?.body ?? '', 'bash');
}

withClients(
  'the commands of a hand-over issue get the value from the vault, and acknowledge it',
  () =>
    inSession('key-vault.yml', async (session) => {
      const { tenant, github, keyVault } = session.sandbox;
      const inputs = {
        ...handOver,
        'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate-client-secret',
      };
      await runAction(session, { ...inputs, expires: '30 days', 'renew-within': '10 days' });
      // Key Vault shows when a version was created in whole seconds. Of two within one second, it is not known which is newer.
      await setTimeout(1_000);
      const renewal = { ...inputs, expires: '180 days', 'renew-within': '60 days' };
      const { outputs } = await runAction(session, renewal);
      expect(tenant.secretsOf('Exalate')).toHaveLength(2);

      const { failed, outputs: printed } = await session.run(issueCommands(session));
      expect({ failed, printed }).toMatchObject({ failed: undefined });
      expect(printed[0]).toBe(`${keyVault('exalate-vault').secret('exalate-client-secret')?.value ?? ''}\n`);
      const [dispatch] = github.repository('acme/ops').dispatches;
      expect(dispatch).toEqual({
        file: 'key-vault.yml',
        ref: 'main',
        inputs: { acknowledge: outputs['key-id'] },
      });

      const acknowledged = await runAction(session, { ...renewal, ...dispatch?.inputs });
      expect(acknowledged.outcome).toBe('success');
      expect(tenant.secretsOf('Exalate').map(({ keyId }) => keyId)).toEqual([outputs['key-id']]);
      const open = github.repository('acme/ops').issues.all.filter(({ isOpen }) => isOpen);
      expect(open).toEqual([]);
    }),
  timeout,
);

withClients(
  'the command of a hand-over issue decrypts the encrypted file',
  () =>
    inSession('encrypted-file.yml', async (session) => {
      const { sandbox, terminal } = session;
      const {
        outputs: [key = ''],
      } = await session.run(['command age-keygen -o key.txt']);
      const [, recipient = ''] = /(age1\w+)/.exec(key) ?? [];
      const file = join(terminal.home, 'exalate-secret.age');
      const inputs = { ...handOver, 'encrypted-file': 'exalate-secret.age', 'encrypt-to': recipient };
      await runAction(session, inputs, async (job) => {
        await writeFile(file, await readFile(join(job.workspace, 'exalate-secret.age')));
      });
      const { outputs } = await session.run(issueCommands(session).slice(0, 1));
      expect(outputs).toEqual(sandbox.tenant.secretsOf('Exalate').map(({ secretText }) => secretText));
    }),
  timeout,
);
