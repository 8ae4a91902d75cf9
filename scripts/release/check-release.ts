import type { GitHub } from './github.ts';
import { ReleaseError } from './release-error.ts';
import { findVersionProblems, type VersionFacts } from './check-version.ts';

/** Checks that a version can be released from a commit of main. Changes nothing. */
export async function checkRelease(
  github: GitHub,
  ref: string,
  facts: Omit<VersionFacts, 'tags'>,
): Promise<void> {
  if (ref !== 'refs/heads/main') {
    throw new ReleaseError(`The workflow runs on ${ref}.`, {
      remedy: 'Start it on main: gh workflow run release.yml --ref main',
    });
  }
  const problems = findVersionProblems({ ...facts, tags: await github.listTags() });
  if (problems.length > 0) {
    const list = problems.map((problem) => `- ${problem}`).join('\n');
    throw new ReleaseError(`${facts.version} cannot be released:\n${list}`, {
      remedy: 'Fix all of them, then start the workflow again.',
    });
  }
  await requireSuccessfulCi(github, facts.sha);
}

async function requireSuccessfulCi(github: GitHub, sha: string): Promise<void> {
  const run = await github.findCiRun(sha);
  if (run === undefined) {
    throw new ReleaseError(`There is no CI run for the commit ${sha} on main.`, {
      likelyCause: 'the commit was pushed a moment ago.',
      remedy: 'Wait until ci.yml has succeeded for this commit, then re-run the failed jobs.',
    });
  }
  if (run.status !== 'completed') {
    throw new ReleaseError(`CI has not finished for the commit ${sha}: ${run.html_url}`, {
      remedy: 'Wait until it has succeeded, then re-run the failed jobs.',
    });
  }
  if (run.conclusion !== 'success') {
    throw new ReleaseError(`CI ended with "${run.conclusion ?? ''}" for the commit ${sha}: ${run.html_url}`, {
      remedy: 'Re-run it if the failure was temporary. Otherwise fix main, and release the new commit.',
    });
  }
}
