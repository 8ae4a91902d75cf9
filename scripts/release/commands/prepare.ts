// `npm version` runs this after it has set the version. It turns the section Unreleased of the changelog into the entry of the version, and
// updates the pages that show a version.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dateUnreleased } from '../changelog.ts';
import { showsVersion, updateVersion } from '../documents.ts';
import { readPackageVersion } from '../job.ts';
import { ReleaseError } from '../release-error.ts';

const version = readPackageVersion('package.json');
const today = new Date().toISOString().slice(0, 10);
try {
  change('CHANGELOG.md', (text) => dateUnreleased(text, version, today));
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
  for (const page of files.filter(showsVersion)) change(page, (text) => updateVersion(text, version));
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function change(path: string, edit: (text: string) => string): void {
  const before = readFileSync(path, 'utf8');
  const after = edit(before);
  if (after !== before) writeFileSync(path, after);
}
