import { describe, expect, test } from '@jest/globals';
import { checkRelease } from '../../scripts/release/check-release.ts';
import {
  createFakeGitHub,
  createRun,
  firstCommit,
  openGitHub,
  secondCommit,
} from '../helpers/release/example.ts';
import type { FakeGitHub } from '../helpers/release/fake-github.ts';

describe('a commit', () => {
  const facts = {
    version: '1.1.0',
    sha: secondCommit,
    packageVersion: '1.1.0',
    lockVersion: '1.1.0',
    entry: { version: '1.1.0', date: '2026-11-26', text: '' },
  };
  const check = (github: FakeGitHub, ref = 'refs/heads/main'): Promise<void> =>
    checkRelease(openGitHub(github, 'read'), ref, facts);

  test('can be released after CI has succeeded', async () => {
    await expect(check(createFakeGitHub())).resolves.toBeUndefined();
  });

  test.each<[string, FakeGitHub['runs'], string]>([
    ['not run', [], `There is no CI run for the commit ${secondCommit} on main.`],
    ['run only for another commit', [createRun(firstCommit)], 'There is no CI run'],
    [
      'run only for a pull request',
      [createRun(secondCommit, { event: 'pull_request' })],
      'There is no CI run',
    ],
    ['run only on another branch', [createRun(secondCommit, { head_branch: 'fix' })], 'There is no CI run'],
    [
      'not finished',
      [createRun(secondCommit, { status: 'in_progress', conclusion: null })],
      'CI has not finished for the commit',
    ],
    ['failed', [createRun(secondCommit, { conclusion: 'failure' })], 'CI ended with "failure"'],
    [
      'failed after it had succeeded',
      [createRun(secondCommit, { conclusion: 'cancelled' }), createRun(secondCommit)],
      'CI ended with "cancelled"',
    ],
  ])('cannot be released when CI has %s', async (_case, runs, problem) => {
    await expect(check(createFakeGitHub({ runs }))).rejects.toThrow(problem);
  });

  test('of another branch cannot be released', async () => {
    await expect(check(createFakeGitHub(), 'refs/heads/fix')).rejects.toThrow(
      'The workflow runs on refs/heads/fix.',
    );
  });

  test('with another version is refused with every reason', async () => {
    const github = createFakeGitHub({ tags: { 'v1.1.0': firstCommit, 'v1.2.0': firstCommit } });
    await expect(check(github)).rejects.toThrow(
      /^1\.1\.0 cannot be released:\n- The tag v1\.1\.0 already exists.*\n- The tag v1\.2\.0 is higher/,
    );
  });
});
