import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import semver from 'semver';
import * as v from 'valibot';
import { parse } from 'yaml';
import { read, root } from '../helpers/repository.ts';

const lockedPackage = v.object({
  name: v.optional(v.string()),
  version: v.optional(v.string()),
  resolved: v.optional(v.string()),
  integrity: v.optional(v.string(), ''),
  deprecated: v.optional(v.string()),
  hasInstallScript: v.optional(v.boolean(), false),
  engines: v.optional(v.looseObject({ node: v.optional(v.string()) })),
});
const { packages } = v.parse(
  v.object({ packages: v.record(v.string(), lockedPackage) }),
  JSON.parse(read('package-lock.json')),
);
const manifestShape = v.object({
  engines: v.object({ node: v.string() }),
  allowScripts: v.record(v.string(), v.boolean()),
});
const manifest = v.parse(manifestShape, JSON.parse(read('package.json')));

/** The packages of the lock file that are like that, by their paths. */
function findLocked(
  isLikeThat: (locked: v.InferOutput<typeof lockedPackage>, path: string) => boolean,
): readonly string[] {
  return Object.entries(packages)
    .filter(([path, locked]) => path !== '' && isLikeThat(locked, path))
    .map(([path]) => path);
}

describe('Node.js', () => {
  const version = packages['node_modules/node']?.version ?? '';

  test('has the same version in builds and tests as in the package `node`, and as GitHub runs the action with', () => {
    const runs = v.object({ runs: v.object({ using: v.string() }) });
    expect(process.version).toBe(`v${version}`);
    for (const path of ['action.yml', 'report/action.yml']) {
      expect(v.parse(runs, parse(read(path))).runs.using).toBe(`node${semver.major(version)}`);
    }
    expect(read('.node-version')).toBe(`${semver.major(version)}\n`);
    expect(semver.major(packages['node_modules/@types/node']?.version ?? '')).toBe(semver.major(version));
  });

  test('is a version that each package in the lock file supports', () => {
    const refused = findLocked(({ engines }) => !semver.satisfies(version, engines?.node ?? '*'));
    expect(refused).toEqual([]);
  });

  test('may have each version that README names when it runs npm', () => {
    const [, list = ''] = /You need Node ([\d, or]+),/.exec(read('README.md')) ?? [];
    const versions = list.match(/\d+/g) ?? [];
    expect(versions).toContain(String(semver.major(version)));
    expect(versions.filter((one) => !semver.satisfies(`${one}.0.0`, manifest.engines.node))).toEqual([]);
  });
});

describe('the lock file', () => {
  test('has the URL of each package, so that `npm ci` looks up no versions', () => {
    expect(findLocked(({ resolved }) => resolved === undefined)).toEqual([]);
  });

  // Easy to miss in a review: an entry that is another package, or has no checksum.
  test('has each package under its own name, from the npm registry, with a checksum', () => {
    const others = findLocked(({ name: alias, version = '', resolved, integrity }, path) => {
      const name = alias ?? path.replace(/^.*node_modules\//, '');
      const file = `${name.replace(/^.*\//, '')}-${version}.tgz`;
      return (
        resolved !== `https://registry.npmjs.org/${name}/-/${file}` ||
        !/^sha512-[\w+/]{86}==$/.test(integrity)
      );
    });
    expect(others).toEqual([]);
    // Other packages depend on these under an alias (`npm:string-width@…`).
    const aliases = ['string-width-cjs', 'strip-ansi-cjs', 'wrap-ansi-cjs', 'react-is-18', 'react-is-19'];
    expect(findLocked(({ name }, path) => name !== undefined && !aliases.includes(basename(path)))).toEqual(
      [],
    );
  });

  // npm would warn of these.
  test('has no deprecated package', () => {
    expect(findLocked(({ deprecated }) => deprecated !== undefined)).toEqual([]);
  });

  test('has only install scripts that package.json allows or refuses', () => {
    const undecided = findLocked(
      ({ hasInstallScript }, path) =>
        hasInstallScript && !(path.replace(/^.*node_modules\//, '') in manifest.allowScripts),
    );
    expect(undecided).toEqual([]);
  });
});

describe('.npmrc', () => {
  const directory = mkdtempSync(join(tmpdir(), 'npmrc-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('keeps npm from using versions that are younger than seven days', () => {
    expect(read('.npmrc').split('\n')).toContain('min-release-age=7');
  });

  test('keeps `npm ci` from printing warnings about packages for another Node', () => {
    const dependencies = { other: '1.0.0' };
    const other = { version: '1.0.0', resolved: 'https://registry.npmjs.org/other', engines: { node: '<1' } };
    const lock = { lockfileVersion: 3, packages: { '': { dependencies }, 'node_modules/other': other } };
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ dependencies }));
    writeFileSync(join(directory, 'package-lock.json'), JSON.stringify(lock));
    expect(runNpm(directory)).toMatch(/EBADENGINE/);
    cpSync(join(root, '.npmrc'), join(directory, '.npmrc'));
    expect(runNpm(directory)).toBe('');
  });
});

/** What `npm ci` prints as warnings, without the configuration that npm gives to the tests. */
function runNpm(directory: string): string {
  const environment = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name));
  const npm = v.parse(v.string(), process.env['npm_execpath']);
  const { stderr } = spawnSync(process.execPath, [npm, 'ci', '--dry-run', '--offline'], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...Object.fromEntries(environment), npm_config_userconfig: join(directory, 'none') },
  });
  return stderr;
}
