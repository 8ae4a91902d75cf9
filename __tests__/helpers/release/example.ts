import { createGitHub, type GitHub } from '../../../scripts/release/github.ts';
import { repository, runFakeGh } from './fake-gh.ts';
import type { FakeGitHub, FakeRelease, Requester } from './fake-github.ts';

/** Commits of main, oldest first. */
export const [firstCommit, secondCommit] = ['a'.repeat(40), 'b'.repeat(40)];

/** GitHub before the release of 1.1.0 from the second commit: 1.0.0 is published, and `v1` is on it. */
export function createFakeGitHub(changes: Partial<FakeGitHub> = {}): FakeGitHub {
  return {
    commits: [firstCommit, secondCommit],
    immutableReleases: true,
    tags: { 'v1.0.0': firstCommit, v1: firstCommit },
    releases: [createRelease({ tag_name: 'v1.0.0', target_commitish: firstCommit })],
    runs: [createRun(secondCommit)],
    changes: [],
    requests: 0,
    ...changes,
  };
}

/** A release that is published, unless the changes say otherwise. */
export function createRelease(changes: Partial<FakeRelease>): FakeRelease {
  return {
    id: 1,
    tag_name: 'v1.1.0',
    target_commitish: secondCommit,
    body: '',
    draft: false,
    prerelease: false,
    immutable: true,
    make_latest: 'true',
    html_url: 'https://github.com/acme/exalate-secret-action/releases/tag/v1.1.0',
    assets: [],
    ...changes,
  };
}

/** A run of CI that has succeeded, unless the changes say otherwise. */
export function createRun(
  head_sha: string,
  changes: Partial<FakeGitHub['runs'][number]> = {},
): FakeGitHub['runs'][number] {
  return {
    head_sha,
    head_branch: 'main',
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    html_url: 'https://github.com/acme/exalate-secret-action/actions/runs/1',
    ...changes,
  };
}

/** GitHub, as one requester sees it. */
export function openGitHub(github: FakeGitHub, requester: Requester): GitHub {
  return createGitHub((args) => Promise.resolve(runFakeGh(github, requester, args)), repository);
}
