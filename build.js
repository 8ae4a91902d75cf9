// Builds dist/: ncc puts the sources and the libraries into one file for each stage, and Rollup leaves out what none
// of them uses, without changing the names or the layout of the rest, so that people can review it.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rollup } from '@rollup/wasm-node';

rmSync('dist', { recursive: true, force: true });
execFileSync('ncc', ['build', 'src/action.ts', '--out', 'dist'], { stdio: 'inherit' });
// @azure/identity can log in with a browser; a runner has none, so what opens one is left out.
rmSync('dist/xdg-open', { force: true });
for (const file of globSync('dist/*.index.js')) {
  if (readFileSync(file, 'utf8').includes('xdg-open')) rmSync(file);
}
renameSync('dist/index.js', 'dist/action.js');
for (const file of ['dist/action.js', ...globSync('dist/*.index.js')]) {
  const bundle = await rollup({
    input: file,
    external: (_, importer) => importer !== undefined,
    logLevel: 'silent',
    // Reading a property, or a global, changes nothing in these libraries: what only does that is left out as well.
    treeshake: {
      propertyReadSideEffects: false,
      tryCatchDeoptimization: false,
      unknownGlobalSideEffects: false,
    },
  });
  await bundle.write({ file, format: 'es' });
}
// What action.yml names: each starts one phase of the same bundle.
for (const [file, phase] of Object.entries({ index: 'main', post: 'post', report: 'report' })) {
  writeFileSync(`dist/${file}.js`, `import { ${phase} } from './action.js';\nawait ${phase}();\n`);
}
