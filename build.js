// Builds dist/, or the directory that the first argument names: ncc puts the sources and the libraries into one file for
// each stage, and Rollup leaves out what none of them uses, without changing the names or the layout of the rest, so that
// people can review it. Comments, a quarter of the size, are left out too, except licences: they are in the sources and in
// the libraries.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rollup } from '@rollup/wasm-node';
import ts from 'typescript';
import { findBundledPackages, formatLicenses } from './scripts/dist/licenses.ts';

// Licences, and what the bundler says about a name that it shortened: its full name in a short comment.
const keptComment = /^\/\*!|@license|@preserve|copyright|MODULE: |^\/\* [^*\n]{1,60} \*\/$/i;

const output = resolve(process.argv[2] ?? 'dist');
const project = import.meta.dirname;
const temporary = mkdtempSync(join(tmpdir(), 'build-'));
const statsFile = join(temporary, 'stats.json');
rmSync(output, { recursive: true, force: true });
// Without the cache, which could contain a file of an earlier build.
const options = ['--out', output, '--no-cache', '--stats-out', statsFile];
execFileSync(
  process.execPath,
  [join(project, 'node_modules/@vercel/ncc/dist/ncc/cli.js'), 'build', 'src/action.ts', ...options],
  { cwd: project, stdio: 'inherit' },
);
// @azure/identity can log in with a browser; a runner has none, so what opens one is left out.
rmSync(join(output, 'xdg-open'), { force: true });
for (const file of listChunks()) {
  if (readFileSync(file, 'utf8').includes('xdg-open')) rmSync(file);
}
const packages = findBundledPackages(JSON.parse(readFileSync(statsFile, 'utf8')), readdirSync(output));
writeFileSync(join(output, 'licenses.txt'), formatLicenses(packages));
rmSync(temporary, { recursive: true });
renameSync(join(output, 'index.js'), join(output, 'action.js'));
for (const file of [join(output, 'action.js'), ...listChunks()]) {
  const bundle = await rollup({
    input: file,
    external: (_, importer) => importer !== undefined,
    logLevel: 'silent',
    // Reading a property, or a global, changes nothing in these libraries: what only does that is left out as well. A statement
    // in `try` stays, since its only purpose can be to throw.
    treeshake: {
      propertyReadSideEffects: false,
      unknownGlobalSideEffects: false,
    },
  });
  await bundle.write({ file, format: 'es' });
  writeFileSync(file, removeComments(readFileSync(file, 'utf8')));
}
// What action.yml names: each starts one phase of the same bundle.
for (const [file, phase] of Object.entries({ index: 'main', post: 'post', report: 'report' })) {
  writeFileSync(join(output, `${file}.js`), `import { ${phase} } from './action.js';\nawait ${phase}();\n`);
}

/**
 * The files that the action loads only when it needs them.
 *
 * @returns {string[]}
 */
function listChunks() {
  return readdirSync(output)
    .filter((name) => name.endsWith('.index.js'))
    .map((name) => join(output, name));
}

/**
 * Removes the comments of a program, with the lines that have nothing else, except those that `keptComment` matches.
 *
 * @param {string} code
 * @returns {string}
 */
function removeComments(code) {
  /** @type {Map<number, number>} The end of each comment by its start. */
  const comments = new Map();
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(code, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(code, node.end) ?? []),
    ];
    for (const { pos, end } of ranges) comments.set(pos, end);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('bundle.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  let kept = '';
  let position = 0;
  for (const [start, end] of [...comments].sort(([a], [b]) => a - b)) {
    if (keptComment.test(code.slice(start, end))) continue;
    const lineStart = code.lastIndexOf('\n', start - 1) + 1;
    const isWholeLine = /^\s*$/.test(code.slice(Math.max(lineStart, position), start)) && code[end] === '\n';
    kept += code.slice(position, isWholeLine ? Math.max(lineStart, position) : start);
    position = isWholeLine ? end + 1 : end;
  }
  return kept + code.slice(position);
}
