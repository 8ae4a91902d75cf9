// Publishes the approved draft, and moves the tag of the major version.
import { summary } from '@actions/core';
import { runGh } from '../gh.ts';
import { createGitHub } from '../github.ts';
import { readAssetDigests, runStep } from '../job.ts';
import { formatUses } from '../notes.ts';
import { publishRelease } from '../publish-release.ts';

await runStep(async ({ version, sha, repository }) => {
  const release = await publishRelease(createGitHub(runGh, repository), {
    version,
    sha,
    assets: readAssetDigests(),
  });
  const uses = formatUses(repository, sha, release.tag_name);
  await summary.addRaw(`Published: ${release.html_url}`, true).addCodeBlock(uses, 'yaml').write();
});
