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

describe('CI must have succeeded on the commit:', () => {
  const facts = {
    version: '1.1.0',
    sha: secondCommit,
    packageVersion: '1.1.0',
    lockVersion: '1.1.0',
    entry: { version: '1.1.0', date: '2026-11-26', text: '' },
  };
  const check = (github: FakeGitHub, ref = 'refs/heads/main'): Promise<void> =>
    checkRelease(openGitHub(github, 'read'), ref, facts);

  test('it has', async () => {
    await expect(check(createFakeGitHub())).resolves.toBeUndefined();
  });

  test.each<[string, FakeGitHub['runs'], string]>([
    ['no run', [], `There is no CI run for the commit ${secondCommit} on main.`],
    ['only a run for another commit', [createRun(firstCommit)], 'There is no CI run'],
    ['only a run for a pull request', [createRun(secondCommit, { event: 'pull_request' })], 'There is no CI run'],
    ['only a run on another branch', [createRun(secondCommit, { head_branch: 'fix' })], 'There is no CI run'],
    [
      'a run that is not finished',
      [createRun(secondCommit, { status: 'in_progress', conclusion: null })],
      'CI has not finished for the commit',
    ],
    ['a failed run', [createRun(secondCommit, { conclusion: 'failure' })], 'CI ended with "failure"'],
    [
      'a failed run after one that succeeded',
      [createRun(secondCommit, { conclusion: 'cancelled' }), createRun(secondCommit)],
      'CI ended with "cancelled"',
    ],
  ])('%s', async (_case, runs, problem) => {
    await expect(check(createFakeGitHub({ runs }))).rejects.toThrow(problem);
  });

  test('another branch cannot be released', async () => {
    await expect(check(createFakeGitHub(), 'refs/heads/fix')).rejects.toThrow(
      'The workflow runs on refs/heads/fix.',
    );
  });

  test('a version that does not fit is reported with every reason', async () => {
    const github = createFakeGitHub({ tags: { 'v1.1.0': firstCommit, 'v1.2.0': firstCommit } });
    await expect(check(github)).rejects.toThrow(
      /^1\.1\.0 cannot be released:\n- The tag v1\.1\.0 already exists.*\n- The tag v1\.2\.0 is higher/,
    );
  });
});
