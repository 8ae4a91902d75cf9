import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { testWith } from '../helpers/with-tools.ts';

const withGh = testWith('gh');
const withAz = testWith('az');

let sandbox: ChildProcess;
let printed: string;

beforeAll(async () => {
  sandbox = spawn(process.execPath, ['sandbox/commands/serve.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  printed = await readUntil(sandbox, 'node dist/index.js\n');
});

afterAll(async () => {
  const ended = new Promise((resolve) => sandbox.once('exit', resolve));
  sandbox.kill('SIGTERM');
  await ended;
});

testWith('bash')('the bundled action stores a secret in the repository', () => {
  const output = run('Run the bundled action');
  expect(output).toContain('Microsoft Entra ID accepts the new secret.');
  expect(output).toContain('Wrote the value to repository secret EXALATE_CLIENT_SECRET of acme/ops.');
});

withGh('the GitHub CLI writes secrets and variables', () => {
  expect(run('Write a secret of the repository')).toContain('HELLO');
  expect(run('Act as an administrator of the repository')).toContain('"sub_claim_prefix":"repo:acme/ops"');
});

withAz(
  'the Azure CLI logs in with an ID token, as an administrating application and as a person',
  () => {
    const workload = run('Request an ID token of the job', 'Log in as the workload identity');
    expect(workload).toContain('"displayName": "Exalate"');
    expect(run('Log in as an application')).toContain('Exalate\n');
    expect(run('Log in as a person')).toContain('Alice\n');
  },
  60_000,
);

testWith('az', 'gh')(
  'setup.sh sets up a workload identity, and prints the workflow',
  () => {
    const output = run('Log in as an application', 'Set up a new workload identity');
    expect(output).toContain(
      'key-vault-secret: https://acme-vault.vault.azure.net/secrets/exalate-client-secret',
    );
  },
  120_000,
);

/** Runs what stands under these headings, in one shell that has the printed environment. */
function run(...headings: readonly string[]): string {
  const exports = printed
    .split('\n')
    .filter((line) => line.startsWith('export ') && !line.includes('administrator'));
  const blocks = headings.map((heading) => {
    const block = printed.split('\n\n').find((each) => each.startsWith(`# ${heading}`));
    if (block === undefined) throw new Error(`Nothing is printed under ${heading}.`);
    return block;
  });
  const script = [...exports, ...blocks].join('\n');
  const { stdout, stderr, status } = spawnSync('bash', ['-e', '-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  if (status !== 0) throw new Error(`The commands ended with ${String(status)}.\n${stdout}\n${stderr}`);
  return stdout;
}

/** What a process has printed by the time that it has printed this. */
function readUntil({ stdout }: ChildProcess, end: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes(end)) resolve(text);
    });
  });
}
