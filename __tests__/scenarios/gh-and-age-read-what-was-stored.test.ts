import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, writer } from '../helpers/scenario.ts';
import { testWith } from '../helpers/with-tools.ts';

const run = promisify(execFile);

const [withAge, withGh] = [testWith('age'), testWith('gh')];

withAge('age opens the encrypted file', async () => {
  const { stdout: key } = await run('age-keygen');
  const [, recipient = ''] = /public key: (age1\w+)/.exec(key) ?? [];
  await runScenario(
    { inputs: { 'encrypted-file': 'secret.age', 'encrypt-to': recipient } },
    async ({ step, job, sandbox }) => {
      expect(step.outcome).toBe('success');
      const keyFile = join(job.temp, 'key.txt');
      await writeFile(keyFile, key);
      const { stdout } = await run('age', ['-d', '-i', keyFile, join(job.workspace, 'secret.age')]);
      expect([stdout]).toEqual(sandbox.tenant.mintedSecrets);
      expect(await readFile(join(job.workspace, 'secret.age'), 'utf8')).not.toContain(stdout);
    },
  );
});

withGh('gh sees the secrets where they were written', async () => {
  await runScenario(
    {
      inputs: {
        'github-token': writer,
        'repository-secret': 'IN_REPOSITORY',
        'environment-secret': 'IN_ENVIRONMENT',
        environment: 'Live EU',
        'organization-secret': 'IN_ORGANIZATION',
        'dependabot-secret': 'FOR_DEPENDABOT',
      },
      arrange: ({ github }) => {
        github.repository('acme/ops').addEnvironment('Live EU');
      },
    },
    async ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(await list(sandbox, '--repo', 'acme/ops')).toContain('IN_REPOSITORY');
      expect(await list(sandbox, '--repo', 'acme/ops', '--env', 'Live EU')).toContain('IN_ENVIRONMENT');
      expect(await list(sandbox, '--org', 'acme')).toMatch(/IN_ORGANIZATION.*private/i);
      expect(await list(sandbox, '--repo', 'acme/ops', '--app', 'dependabot')).toContain('FOR_DEPENDABOT');
    },
  );
});

async function list({ environment, caFile }: Sandbox, ...where: readonly string[]): Promise<string> {
  const { stdout } = await run('gh', ['secret', 'list', ...where], {
    env: {
      PATH: process.env['PATH'],
      HTTPS_PROXY: environment['HTTPS_PROXY'],
      SSL_CERT_FILE: caFile,
      GH_TOKEN: writer,
      GH_CONFIG_DIR: join(process.cwd(), 'coverage'),
    },
  });
  return stdout;
}
