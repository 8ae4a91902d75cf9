import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

// dist/licenses.txt: the licence of each package whose code is in dist/.

const moduleFields = { nameForCondition: v.nullish(v.string()) };
const statsShape = v.object({
  chunks: v.array(v.object({ id: v.union([v.number(), v.string()]), files: v.array(v.string()) })),
  modules: v.array(
    v.object({
      ...moduleFields,
      chunks: v.array(v.union([v.number(), v.string()])),
      // The modules that webpack joined into this one.
      modules: v.optional(v.array(v.object(moduleFields)), []),
    }),
  ),
});

const manifestShape = v.object({ name: v.string(), version: v.string(), license: v.string() });

/**
 * The directories of the packages that are bundled into any of these files, in the order of their paths.
 *
 * @param stats webpack's statistics of the build, which `ncc --stats-out` writes
 */
export function findBundledPackages(stats: unknown, files: readonly string[]): readonly string[] {
  const { chunks, modules } = v.parse(statsShape, stats);
  const kept = new Set(
    chunks.filter((chunk) => chunk.files.some((file) => files.includes(file))).map(({ id }) => id),
  );
  const paths = modules
    .filter((module) => module.chunks.some((id) => kept.has(id)))
    .flatMap((module) => [module, ...module.modules].map(({ nameForCondition }) => nameForCondition ?? ''));
  const directories = paths.map((path) => /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0]);
  return [...new Set(directories.filter((directory) => directory !== undefined))].toSorted();
}

const rule = '-'.repeat(80);

/**
 * The text of licenses.txt, which is the same on every machine.
 *
 * @throws Error when a package does not state its licence or does not contain its text
 */
export function formatLicenses(directories: readonly string[]): string {
  return directories.map((directory) => `${rule}\n${formatLicense(directory)}`).join('\n');
}

function formatLicense(directory: string): string {
  const manifest = v.safeParse(
    manifestShape,
    JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')),
  );
  if (!manifest.success)
    throw new Error(`${directory}/package.json does not state a name, version and licence`);
  const { name, version, license } = manifest.output;
  const texts = readdirSync(directory)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .toSorted()
    .map((file) => readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim());
  if (texts.length === 0) throw new Error(`${directory} does not contain the text of its licence`);
  return `${name} ${version}: ${license}\n${rule}\n\n${texts.join('\n\n')}\n`;
}

/** A package in licenses.txt. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
}

/** The packages that licenses.txt lists. */
export function readLicenses(text: string): readonly BundledPackage[] {
  return [...text.matchAll(/^-{80}\n(\S+) (\S+): (.+)\n-{80}$/gm)].map(
    ([, name = '', version = '', license = '']) => ({
      name,
      version,
      license,
    }),
  );
}
