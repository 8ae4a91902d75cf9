import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createApi, type GhResult } from '../../scripts/release/gh.ts';
import { root } from '../helpers/repository.ts';
import { testWith } from '../helpers/with-tools.ts';

const answers = (result: Partial<GhResult>): ReturnType<typeof createApi> =>
  createApi(() => Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...result }));
const shape = v.object({ id: v.number() });

describe('an unexpected response', () => {
  const [get, find, list] = (['get', 'find', 'list'] as const).map(
    (name) => (stdout: string) => answers({ stdout })[name]('repos/acme/ops', shape),
  );

  test.each([
    ['an HTML page', '<!DOCTYPE html><title>Proxy</title>'],
    ['an object of another shape', '{"message":"moved"}'],
    ['half a response', '{"id":'],
  ])('is an error with a remedy: %s', async (_what, stdout) => {
    for (const send of [get, find, list]) {
      await expect(send?.(stdout)).rejects.toThrow(
        /^"gh api .*repos\/acme\/ops" printed an unexpected response \(.+\): .*\nLikely cause: .*\nRemedy: Re-run the failed jobs/,
      );
    }
  });
});

test.each([
  'gh: API rate limit exceeded for installation ID 1. (HTTP 403)',
  'gh: You have exceeded a secondary rate limit. (HTTP 403)',
  'gh: Too Many Requests (HTTP 429)',
])('a rate limit is not reported as a missing permission: %s', async (stderr) => {
  await expect(answers({ exitCode: 1, stderr }).get('repos/acme/ops', shape)).rejects.toThrow(
    /\(HTTP \d+\)\nRemedy: Wait an hour, then re-run the failed jobs\.$/,
  );
});

// In a separate process: jest finds programs only with the PATH that it was started with.
testWith('bash')('a response of several megabytes is read completely', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gh-'));
  try {
    writeFileSync(join(folder, 'gh'), '#!/bin/bash\nhead -c 3000000 /dev/zero\n');
    chmodSync(join(folder, 'gh'), 0o755);
    const program = `
      import { runGh } from ${JSON.stringify(join(root, 'scripts/release/gh.ts'))};
      const { exitCode, stdout } = await runGh(['api', 'repos/acme/ops/releases']);
      console.log(exitCode, stdout.length);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, PATH: [folder, process.env['PATH'] ?? ''].join(delimiter) },
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: '0 3000000\n', stderr: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
