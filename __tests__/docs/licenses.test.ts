import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { findBundledPackages, formatLicenses, readLicenses } from '../../scripts/dist/licenses.ts';
import { createSbom } from '../../scripts/dist/sbom.ts';
import { isAllowedLicense } from '../helpers/licenses.ts';
import { filesIn, read, root } from '../helpers/repository.ts';

const bundled = readLicenses(read('dist/licenses.txt'));

describe('an allowed licence', () => {
  test.each(['MIT', '0BSD', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])('is %s', (expression) => {
    expect(isAllowedLicense(expression)).toBe(true);
  });

  test.each([
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'MIT OR GPL', // no SPDX expression
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'NOASSERTION',
    '',
  ])('is not %j', (expression) => {
    expect(isAllowedLicense(expression)).toBe(false);
  });
});

describe('dist/licenses.txt', () => {
  test('lists only packages with an allowed licence', () => {
    expect(bundled.filter(({ license }) => !isAllowedLicense(license))).toEqual([]);
  });

  test('contains no copyleft or source-available licence, whatever the package declares', () => {
    const others =
      /general public licen[cs]e|mozilla public|eclipse public|server side public|business source|commons clause/i;
    expect(read('dist/licenses.txt')).not.toMatch(others);
  });

  test('lists each package that a comment in dist names', () => {
    const named = filesIn('dist', '.js').flatMap((path) =>
      [...read(path).matchAll(/MODULE: \.\/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)/g)].map(([, name]) => name),
    );
    expect(new Set(named).size).toBeGreaterThan(10);
    const names = new Set<string | undefined>(bundled.map(({ name }) => name));
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });

  test('does not list packages whose code the build removes', () => {
    expect(bundled.map(({ name }) => name)).not.toContain('open');
  });
});

describe('the software bill of materials', () => {
  const sbomShape = v.object({
    packages: v.array(v.object({ name: v.string(), versionInfo: v.string(), licenseDeclared: v.string() })),
  });
  const { packages } = v.parse(sbomShape, JSON.parse(createSbom(root)));
  const listed = packages.map(({ name, versionInfo }) => `${name} ${versionInfo}`);

  test('lists only packages with an allowed licence', () => {
    expect(packages.filter(({ licenseDeclared }) => !isAllowedLicense(licenseDeclared))).toEqual([]);
  });

  test('lists each package of dist/licenses.txt, and its version', () => {
    const shipped = bundled.map(({ name, version }) => `${name} ${version}`);
    expect(shipped.filter((one) => !listed.includes(one))).toEqual([]);
  });

  test('lists each production dependency, and no development dependency', () => {
    const shape = v.object({
      dependencies: v.record(v.string(), v.string()),
      devDependencies: v.record(v.string(), v.string()),
    });
    const { dependencies, devDependencies } = v.parse(shape, JSON.parse(read('package.json')));
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    // The Azure clients depend on semver, too.
    expect(names.filter((name) => name in devDependencies && name !== 'semver')).toEqual([]);
  });
});

describe('formatLicenses', () => {
  const directory = mkdtempSync(join(tmpdir(), 'licenses-'));
  const place = (name: string): string => join(directory, 'node_modules', name);
  const write = (name: string, file: string, text: string): void => {
    mkdirSync(place(name), { recursive: true });
    writeFileSync(join(place(name), file), text);
  };

  beforeAll(() => {
    write(
      '@scope/one',
      'package.json',
      '{ "name": "@scope/one", "version": "1.0.0", "license": "MIT OR ISC" }',
    );
    write('@scope/one', 'NOTICE.md', 'A notice');
    write('@scope/one', 'LICENSE', 'Two\r\nlines\r\n');
    write('no-license', 'package.json', '{ "name": "no-license", "version": "1.0.0" }');
    write('no-text', 'package.json', '{ "name": "no-text", "version": "1.0.0", "license": "MIT" }');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('writes the name, version, licence and all licence texts of a package', () => {
    const text = formatLicenses([place('@scope/one')]);
    expect(text).toContain('\nTwo\nlines\n\nA notice\n');
    expect(text).not.toContain(directory);
    expect(readLicenses(text)).toEqual([{ name: '@scope/one', version: '1.0.0', license: 'MIT OR ISC' }]);
  });

  test.each([
    ['no-license', /does not state/],
    ['no-text', /does not contain the text/],
  ])('refuses a package such as %s', (name, message) => {
    expect(() => formatLicenses([place(name)])).toThrow(message);
  });

  test('has the packages of the files that are kept, also those in joined modules', () => {
    const stats = {
      chunks: [
        { id: 1, files: ['index.js'] },
        { id: 2, files: ['2.index.js'] },
      ],
      modules: [
        {
          chunks: [1],
          nameForCondition: '/src/action.ts',
          modules: [
            { nameForCondition: '/node_modules/@scope/joined/dist/a.js' },
            { nameForCondition: null },
          ],
        },
        { chunks: [1, 2], nameForCondition: '/node_modules/one/node_modules/nested/a.js' },
        { chunks: [2], nameForCondition: 'C:\\node_modules\\removed\\a.js' },
      ],
    };
    expect(findBundledPackages(stats, ['index.js', 'package.json'])).toEqual([
      '/node_modules/@scope/joined',
      '/node_modules/one/node_modules/nested',
    ]);
    expect(findBundledPackages(stats, ['2.index.js'])).toContain('C:\\node_modules\\removed');
  });
});
