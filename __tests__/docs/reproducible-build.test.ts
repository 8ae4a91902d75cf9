import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { formatChecksums, readChecksums } from '../../scripts/dist/checksums.ts';
import { copyForBuild } from '../helpers/build-copy.ts';
import { root } from '../helpers/repository.ts';

// @slow: it is a whole build.

const temporary = mkdtempSync(join(tmpdir(), 'reproducible-'));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

test('dist matches a build in another directory, byte for byte', () => {
  const copy = join(temporary, 'a directory with another name and of another length');
  mkdirSync(copy);
  copyForBuild(copy);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/dist/check.ts'], {
    cwd: copy,
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toBe(formatChecksums(readChecksums(join(root, 'dist'))));
}, 300_000);
