import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { readLicenses } from './licenses.ts';

const manifestShape = v.looseObject({ dependencies: v.record(v.string(), v.string()) });
const lockShape = v.looseObject({
  packages: v.record(
    v.string(),
    v.looseObject({ dev: v.optional(v.boolean(), false), devOptional: v.optional(v.boolean(), false) }),
  ),
});

/**
 * The software bill of materials (SBOM) of `project` as SPDX JSON: its production dependencies, and all other packages in
 * dist/.
 *
 * `npm sbom --omit dev` omits a package that a development dependency also needs. So npm reads a copy of the lock file
 * that has only the packages to list.
 */
export function createSbom(project: string): string {
  const readJson = (name: string): unknown => JSON.parse(readFileSync(join(project, name), 'utf8'));
  const lock = v.parse(lockShape, readJson('package-lock.json'));
  const manifest = v.parse(manifestShape, readJson('package.json'));
  // This includes packages that only a development dependency needs: `debug` uses `supports-color` if it is installed.
  const bundled = readLicenses(readFileSync(join(project, 'dist/licenses.txt'), 'utf8'));
  const bundledPaths = new Set(bundled.map(({ name }) => `node_modules/${name}`));
  const packages = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => !(dev || devOptional) || bundledPaths.has(path),
  );
  const dependencies = Object.fromEntries(bundled.map(({ name, version }) => [name, version]));
  const root = {
    ...manifest,
    dependencies: { ...dependencies, ...manifest.dependencies },
    devDependencies: {},
  };

  const directory = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    const lockOfCopy = { ...lock, packages: { ...Object.fromEntries(packages), '': root } };
    writeFileSync(join(directory, 'package.json'), JSON.stringify(root));
    writeFileSync(join(directory, 'package-lock.json'), JSON.stringify(lockOfCopy));
    return runNpm(directory, [
      'sbom',
      '--package-lock-only',
      '--sbom-format=spdx',
      '--sbom-type=application',
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs the npm that runs this script. Without one, runs the npm on the path, which Windows cannot start without a shell. */
function runNpm(directory: string, args: readonly string[]): string {
  const npm = process.env['npm_execpath'];
  return npm === undefined
    ? execFileSync('npm', args, { cwd: directory, encoding: 'utf8' })
    : execFileSync(process.execPath, [npm, ...args], { cwd: directory, encoding: 'utf8' });
}
