import semver from 'semver';
import type { ChangelogEntry } from './changelog.ts';
import { findHighestOther, formatTag, type Tag } from './version.ts';

/** What must agree before a version is released. */
export interface VersionFacts {
  /** The version to release. */
  readonly version: string;
  /** The commit to release. */
  readonly sha: string;
  /** The versions in package.json and package-lock.json. */
  readonly packageVersion: string;
  readonly lockVersion: string;
  readonly entry: ChangelogEntry;
  readonly tags: readonly Tag[];
}

/** @returns every reason why the version cannot be released from this commit */
export function findVersionProblems(facts: VersionFacts): readonly string[] {
  const { version, sha, packageVersion, lockVersion, entry, tags } = facts;
  const prepare = `Run "npm run release:prepare -- ${version}", and merge the result into main.`;
  const problems: string[] = [];
  for (const [file, found] of [
    ['package.json', packageVersion],
    ['package-lock.json', lockVersion],
  ]) {
    if (found !== version) problems.push(`${file} has the version ${found}, not ${version}. ${prepare}`);
  }
  if (entry.version !== version || entry.date === undefined) {
    const found = entry.version === undefined ? 'the section "Unreleased"' : `version ${entry.version}`;
    problems.push(
      `The newest entry of CHANGELOG.md is ${found}, not version ${version} with a date. ${prepare}`,
    );
  }
  const tag = tags.find(({ name }) => name === formatTag(version));
  if (tag !== undefined && tag.sha !== sha) {
    problems.push(
      `The tag ${tag.name} already exists on the commit ${tag.sha}, not on ${sha}. A version can be released only once: release the next patch version.`,
    );
  }
  const highest = findHighestOther(version, tags);
  if (highest !== undefined && semver.lt(version, highest)) {
    problems.push(
      `The tag ${formatTag(highest)} is higher than ${formatTag(version)}. Release a higher version: main has the newest code.`,
    );
  }
  return problems;
}
