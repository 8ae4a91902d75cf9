// Builds dist/: ncc puts the sources and the libraries into one file for each stage, and Rollup leaves out what none
// of them uses, without changing the names or the layout of the rest, so that people can review it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, rmSync } from 'node:fs';
import { rollup } from '@rollup/wasm-node';

rmSync('dist', { recursive: true, force: true });
execFileSync('ncc', ['build', 'src/index.ts', '--out', 'dist'], { stdio: 'inherit' });
// @azure/identity can log in with a browser; a runner has none.
rmSync('dist/xdg-open', { force: true });
for (const file of globSync('dist/*index.js')) {
  const bundle = await rollup({
    input: file,
    external: (_, importer) => importer !== undefined,
    logLevel: 'silent',
  });
  await bundle.write({ file, format: 'es' });
}
for (const name of ['post.js', 'report.js']) copyFileSync(`src/${name}`, `dist/${name}`);
