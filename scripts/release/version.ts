import semver from 'semver';
import { ReleaseError } from './release-error.ts';

/** A tag of the repository, and the commit that it points to. */
export interface Tag {
  readonly name: string;
  readonly sha: string;
}

/** @throws unless the text is exactly a semantic version, such as `1.2.3` or `2.0.0-rc.1` */
export function parseVersion(text: string): string {
  if (semver.valid(text) !== text) {
    throw new ReleaseError(`"${text}" is not a version.`, {
      remedy:
        'Enter a version in the form 1.2.3, or 1.2.3-rc.1 for a pre-release, without "v" and without build metadata.',
    });
  }
  return text;
}

export function formatTag(version: string): string {
  return `v${version}`;
}

export function isPrerelease(version: string): boolean {
  return semver.prerelease(version) !== null;
}

/** The tag that moves with each release of a major version. */
export function formatMajorTag(version: string): string {
  return `v${semver.major(version)}`;
}

/** The highest of the tags that are versions, other than the tag of this version. */
export function findHighestOther(version: string, tags: readonly Tag[]): string | undefined {
  return semver.rsort(listVersions(tags).filter((one) => one !== version))[0];
}

/** Whether the tag of the major version belongs on this version: it is the newest release of the major version. */
export function isNewestOfMajor(version: string, tags: readonly Tag[]): boolean {
  const releases = listVersions(tags).filter((one) => !isPrerelease(one));
  const sameMajor = releases.filter((one) => semver.major(one) === semver.major(version));
  return !isPrerelease(version) && sameMajor.every((one) => semver.lte(one, version));
}

function listVersions(tags: readonly Tag[]): string[] {
  return tags.flatMap(({ name }) => {
    const version = name.slice(1);
    return name.startsWith('v') && semver.valid(version) === version ? [version] : [];
  });
}
