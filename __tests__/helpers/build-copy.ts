import { cpSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readLicenses } from '../../scripts/dist/licenses.ts';
import { read, root } from './repository.ts';

/** What `npm run check:dist` reads, without the packages. */
const sources = ['build.js', 'dist', 'package.json', 'tsconfig.json', 'src', 'scripts/dist'];

/** The development dependencies that a build uses, with theirs. */
const buildTools = [
  '@rollup/wasm-node',
  '@types/estree',
  '@types/html-escaper',
  '@types/node',
  '@vercel/ncc',
  'undici-types',
];

const lockShape = v.object({
  packages: v.record(v.string(), v.object({ dev: v.optional(v.boolean(), false) })),
});

/** Copies what `npm run check:dist` needs into an empty directory: dist, its sources, the packages in it, and the tools. */
export function copyForBuild(directory: string): void {
  const { packages } = v.parse(lockShape, JSON.parse(read('package-lock.json')));
  const production = Object.entries(packages).flatMap(([path, { dev }]) =>
    path === '' || dev ? [] : [path],
  );
  const bundled = readLicenses(read('dist/licenses.txt')).map(({ name }) => name);
  const others = [...bundled, ...buildTools].map((name) => `node_modules/${name}`);
  for (const path of new Set([...sources, ...production, ...others])) {
    cpSync(join(root, path), join(directory, path), { recursive: true });
  }
}
