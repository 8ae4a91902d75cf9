// The first step of the release workflow: checks whether the version can be released from this commit. Changes nothing.
import { readFileSync } from 'node:fs';
import { readNewestEntry } from '../changelog.ts';
import { checkRelease } from '../check-release.ts';
import { runGh } from '../gh.ts';
import { createGitHub } from '../github.ts';
import { readPackageVersion, runStep } from '../job.ts';

await runStep(async ({ version, sha, ref, repository }) => {
  await checkRelease(createGitHub(runGh, repository), ref, {
    version,
    sha,
    packageVersion: readPackageVersion('package.json'),
    lockVersion: readPackageVersion('package-lock.json'),
    entry: readNewestEntry(readFileSync('CHANGELOG.md', 'utf8')),
  });
  console.log(`${version} can be released from ${sha}.`);
});
