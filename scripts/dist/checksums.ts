import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The hexadecimal SHA-256 of each file of a build, by its path, such as `dist/index.js`. */
export type Checksums = ReadonlyMap<string, string>;

/** The checksums of the files in `directory`, in the order of their names. */
export function readChecksums(directory: string): Checksums {
  return new Map(
    readdirSync(directory)
      .toSorted()
      .map((name) => [
        `dist/${name}`,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  );
}

/** Builds `project` into a temporary directory, and leaves its dist/ unchanged. */
export function buildChecksums(project: string): Checksums {
  const output = mkdtempSync(join(tmpdir(), 'dist-'));
  try {
    execFileSync(process.execPath, [join(project, 'build.js'), output], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return readChecksums(output);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** The paths of the files that differ, or that only one of two builds has. */
export function findDifferences(one: Checksums, other: Checksums): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .toSorted();
}

/** One line for each file, as `sha256sum` prints it. */
export function formatChecksums(checksums: Checksums): string {
  return [...checksums].map(([path, checksum]) => `${checksum}  ${path}\n`).join('');
}
