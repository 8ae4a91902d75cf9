import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { buildChecksums, findDifferences, readChecksums } from '../../scripts/dist/checksums.ts';
import { copyForBuild } from '../helpers/build-copy.ts';
import { root } from '../helpers/repository.ts';

// @slow: it is a whole build.

const temporary = mkdtempSync(join(tmpdir(), 'reproducible-'));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

test('a build in another directory makes dist, byte for byte', () => {
  const copy = join(temporary, 'a directory with another name and of another length');
  mkdirSync(copy);
  copyForBuild(copy);
  expect(findDifferences(readChecksums(join(root, 'dist')), buildChecksums(copy))).toEqual([]);
}, 300_000);
