import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../helpers/repository.ts';

const pages = (tag: string): Readonly<Record<string, string>> => ({
  'README.md': `uses: acme/action@COMMIT-SHA # ${tag}\nuses: actions/checkout@0123abc # v7.0.1\n`,
  'docs/approval.md': `git checkout ${tag}\ngh release verify ${tag}\ngh release download ${tag} --dir release\n\`acme/action@SHA # ${tag}\`\n`,
  '.github/ISSUE_TEMPLATE/bug.yml': `placeholder: 'COMMIT-SHA # ${tag}'\n`,
});
const record = 'Three names: `@COMMIT-SHA # v1.0.0`.\n';

/** Prepares a release in a repository whose pages show 1.0.0. */
function prepare(version: string): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'prepare-'));
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  try {
    for (const name of ['scripts', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
    const files = {
      ...pages('v1.0.0'),
      'docs/decisions/019-versions.md': record,
      'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n### Fixed\n\n- A fault\n',
      'package.json': JSON.stringify({ version }),
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const script = 'git init -q && git add -- *.md docs .github && node scripts/release/commands/prepare.ts';
    const { stderr } = spawnSync('bash', ['--norc', '-e', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(read('CHANGELOG.md')).toContain(`## ${version} - `);
    expect(read('docs/decisions/019-versions.md')).toBe(record);
    return Object.fromEntries(Object.keys(pages('')).map((path) => [path, read(path)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('preparing a release updates the version on each page that shows one', () => {
  expect(prepare('1.0.1')).toEqual(pages('v1.0.1'));
});

test('preparing a pre-release leaves these pages unchanged', () => {
  expect(prepare('1.1.0-rc.1')).toEqual(pages('v1.0.0'));
});
