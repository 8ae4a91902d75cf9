import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findDifferences, formatChecksums, readChecksums } from '../../scripts/dist/checksums.ts';
import { filesIn, read, root } from '../helpers/repository.ts';

test('dist is at most 4 MB, small enough to review', () => {
  const code = filesIn('dist', '').filter((path) => path !== 'dist/licenses.txt');
  const sizes = code.map((path) => statSync(join(root, path)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(4_000_000);
});

/** How many lines in a row are no chance. */
const run = 20;

test('dist contains almost no duplicate code', () => {
  const seen = new Map<string, string>();
  const again: string[] = [];
  for (const path of filesIn('dist', '.js')) {
    const lines = read(path)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length > 8 && !/^(\/?\*|\/\/)/.test(line));
    lines.slice(0, lines.length - run + 1).forEach((line, index) => {
      const piece = lines.slice(index, index + run).join('\n');
      const first = seen.get(piece);
      if (first === undefined) seen.set(piece, path);
      else again.push(`${first} and ${path}: ${line}`);
    });
  }
  // Helpers that compilers put into each file, and the few modules of src/ that two files need, each loaded without the other.
  expect(again.length).toBeLessThan(150);
});

test('findDifferences names each file that differs, or that only one of two builds has', () => {
  const one = new Map([
    ['dist/same', 'a'],
    ['dist/changed', 'a'],
    ['dist/removed', 'a'],
  ]);
  const other = new Map([
    ['dist/added', 'a'],
    ['dist/changed', 'b'],
    ['dist/same', 'a'],
  ]);
  expect(findDifferences(one, other)).toEqual(['dist/added', 'dist/changed', 'dist/removed']);
  expect(findDifferences(one, one)).toEqual([]);
});

test('findDifferences names a file in a directory that the build does not create', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dist-'));
  mkdirSync(join(directory, 'more'));
  writeFileSync(join(directory, 'more/index.js'), 'abc');
  expect(findDifferences(readChecksums(directory), new Map())).toEqual(['dist/more/index.js']);
  rmSync(directory, { recursive: true });
});

test('formatChecksums writes what `sha256sum --check` reads', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dist-'));
  writeFileSync(join(directory, 'index.js'), 'abc');
  // The SHA-256 of `abc`, from NIST's examples.
  const checksum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(formatChecksums(readChecksums(directory))).toBe(`${checksum}  dist/index.js\n`);
  rmSync(directory, { recursive: true });
});
