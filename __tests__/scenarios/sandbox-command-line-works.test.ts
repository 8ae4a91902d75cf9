import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

/** What `npm run sandbox` prints, once it runs. */
async function printed(stdout: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stdout) {
    text += String(chunk);
    if (text.includes('node dist/index.js')) return text;
  }
  throw new Error('the sandbox ended');
}

test('the command that the sandbox prints for the bundled action works as printed', async () => {
  const serving = spawn(process.execPath, ['sandbox/commands/serve.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const text = await printed(serving.stdout);
    const exports = text.split('\n').filter((line) => line.startsWith('export '));
    const command = /^# {3}(env INPUT_TENANT-ID[^]*?node dist\/index\.js)$/m.exec(text)?.[1] ?? '';
    const script = [...exports, command.replace(/^#/gm, '')].join('\n');
    const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: environment });
    expect(stdout).toContain('Wrote the value to repository secret EXALATE_CLIENT_SECRET of acme/ops.');
  } finally {
    serving.kill('SIGTERM');
  }
}, 30_000);
