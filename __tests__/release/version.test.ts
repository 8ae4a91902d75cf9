import { describe, expect, test } from '@jest/globals';
import { findVersionProblems, type VersionFacts } from '../../scripts/release/check-version.ts';
import { formatMajorTag, isNewestOfMajor, parseVersion } from '../../scripts/release/version.ts';

const tagsOf = (...names: readonly string[]): VersionFacts['tags'] =>
  names.map((name) => ({ name, sha: 'a' }));

test.each(['1.0.0', '10.20.30', '2.0.0-rc.1', '0.1.0'])('%s is a version', (text) => {
  expect(parseVersion(text)).toBe(text);
});

test.each(['', 'v1.0.0', '1.0', '1', '1.0.0+build', '01.0.0', ' 1.0.0', '1.0.0\n', 'latest', '1.0.0;id'])(
  '%j is not a version that can be released',
  (text) => {
    expect(() => parseVersion(text)).toThrow('is not a version.\nRemedy: Enter a version in the form 1.2.3');
  },
);

describe('the tag of the major version', () => {
  test.each([
    ['1.0.0', 'v1'],
    ['0.3.0', 'v0'],
    ['12.1.0', 'v12'],
  ])('of %s is %s', (version, tag) => {
    expect(formatMajorTag(version)).toBe(tag);
  });

  test.each([
    ['the first release', '1.0.0', [], true],
    ['the newest release', '1.10.0', ['v1.9.0', 'v1.10.0', 'v1'], true],
    ['an older release, in a run that is repeated', '1.9.0', ['v1.9.0', 'v1.10.0'], false],
    ['the newest of an older major version', '1.10.0', ['v1.10.0', 'v2.0.0'], true],
    ['a pre-release', '2.0.0-rc.1', ['v1.0.0'], false],
    ['a release after a later pre-release', '1.1.0', ['v1.2.0-rc.1'], true],
    ['tags that are not versions', '1.1.0', ['v1', 'v1.2', 'version', 'v1.2.0.1', '1.3.0'], true],
  ])('moves only when it should: %s', (_case, version, tags, moves) => {
    expect(isNewestOfMajor(version, tagsOf(...tags))).toBe(moves);
  });
});

describe('a version', () => {
  const good: VersionFacts = {
    version: '1.1.0',
    sha: 'a',
    packageVersion: '1.1.0',
    lockVersion: '1.1.0',
    entry: { version: '1.1.0', date: '2026-11-26', text: 'Text' },
    tags: tagsOf('v1.0.0', 'v1'),
  };

  test('can be released when all files agree on it and no tag exists', () => {
    expect(findVersionProblems(good)).toEqual([]);
  });

  test('can be released when its tag is on this commit, because the run is repeated', () => {
    expect(findVersionProblems({ ...good, tags: tagsOf('v1.0.0', 'v1.1.0') })).toEqual([]);
  });

  test.each<[string, Partial<VersionFacts>, string]>([
    ['package.json differs', { packageVersion: '1.0.0' }, 'package.json has the version 1.0.0, not 1.1.0.'],
    ['package-lock.json differs', { lockVersion: '1.0.0' }, 'package-lock.json has the version 1.0.0'],
    [
      'the changelog has only unreleased changes',
      { entry: { version: undefined, date: undefined, text: 'Text' } },
      'The newest entry of CHANGELOG.md is the section "Unreleased", not version 1.1.0 with a date. Run "npm run release:prepare -- 1.1.0"',
    ],
    [
      'the changelog ends with another version',
      { entry: { version: '1.0.0', date: '2026-01-01', text: 'Text' } },
      'is version 1.0.0, not version 1.1.0',
    ],
    [
      'the entry has no date',
      { entry: { version: '1.1.0', date: undefined, text: 'Text' } },
      'not version 1.1.0 with a date',
    ],
    [
      'its tag is on another commit',
      { tags: [{ name: 'v1.1.0', sha: 'b' }] },
      'The tag v1.1.0 already exists on the commit b, not on a.',
    ],
    [
      'a higher version exists',
      { tags: tagsOf('v1.1.1', 'v1.0.0') },
      'The tag v1.1.1 is higher than v1.1.0.',
    ],
    ['a higher major version exists', { tags: tagsOf('v2.0.0') }, 'The tag v2.0.0 is higher than v1.1.0.'],
  ])('cannot be released when %s', (_case, change, problem) => {
    const problems = findVersionProblems({ ...good, ...change });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('that cannot be released is refused with every reason', () => {
    const facts = { ...good, version: '0.9.0', tags: tagsOf('v1.0.0') };
    expect(findVersionProblems(facts)).toHaveLength(4);
  });
});
