import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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
