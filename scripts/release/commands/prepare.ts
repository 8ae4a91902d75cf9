// `npm version` runs this after it has set the version. It turns the section Unreleased of the changelog into the entry of the version.
import { readFileSync, writeFileSync } from 'node:fs';
import { dateUnreleased } from '../changelog.ts';
import { readPackageVersion } from '../job.ts';
import { ReleaseError } from '../release-error.ts';

const version = readPackageVersion('package.json');
const today = new Date().toISOString().slice(0, 10);
try {
  writeFileSync('CHANGELOG.md', dateUnreleased(readFileSync('CHANGELOG.md', 'utf8'), version, today));
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
