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

describe('an answer that is not what GitHub describes', () => {
  const [get, find, list] = (['get', 'find', 'list'] as const).map(
    (name) => (stdout: string) => answers({ stdout })[name]('repos/acme/ops', shape),
  );

  test.each([
    ['a page', '<!DOCTYPE html><title>Proxy</title>'],
    ['another object', '{"message":"moved"}'],
    ['half an answer', '{"id":'],
  ])('is an error with a remedy: %s', async (_what, stdout) => {
    for (const send of [get, find, list]) {
      await expect(send?.(stdout)).rejects.toThrow(
        /^"gh api .*repos\/acme\/ops" printed an answer of another form \(.+\): .*\nLikely cause: .*\nRemedy: Re-run the failed jobs/,
      );
    }
  });
});

test.each([
  'gh: API rate limit exceeded for installation ID 1. (HTTP 403)',
  'gh: You have exceeded a secondary rate limit. (HTTP 403)',
  'gh: Too Many Requests (HTTP 429)',
])('a rate limit is no missing permission: %s', async (stderr) => {
  await expect(answers({ exitCode: 1, stderr }).get('repos/acme/ops', shape)).rejects.toThrow(
    /\(HTTP \d+\)\nRemedy: Wait for an hour, then re-run the failed jobs\.$/,
  );
});

// In a process of its own, because that of a test starts programs with the PATH that it got.
testWith('bash')('a long answer is read to its end', () => {
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
