// Creates the draft that people review before they approve the release.
import { readFileSync } from 'node:fs';
import { summary } from '@actions/core';
import { readNewestEntry } from '../changelog.ts';
import { draftRelease } from '../draft-release.ts';
import { runGh } from '../gh.ts';
import { createGitHub } from '../github.ts';
import { listAssets, runStep } from '../job.ts';
import { writeNotes } from '../notes.ts';
import { formatTag, isPrerelease } from '../version.ts';

await runStep(async ({ version, sha, repository, url }) => {
  const tag = formatTag(version);
  const changes = readNewestEntry(readFileSync('CHANGELOG.md', 'utf8')).text;
  const release = await draftRelease(createGitHub(runGh, repository), {
    tag,
    sha,
    notes: writeNotes({ url, repository, tag, sha, changes }),
    prerelease: isPrerelease(version),
    files: listAssets(),
  });
  const state = release.draft ? 'Draft, to review before you approve' : 'Already published';
  await summary.addRaw(`${state}: ${release.html_url}`, true).write();
});
