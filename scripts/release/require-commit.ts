import { ReleaseError } from './release-error.ts';
import type { Tag } from './version.ts';

/** @throws when the tag exists on another commit: GitHub would publish that commit */
export function requireCommit(tag: Tag | undefined, sha: string): void {
  if (tag === undefined || tag.sha === sha) return;
  throw new ReleaseError(`The tag ${tag.name} exists on the commit ${tag.sha}, not on ${sha}.`, {
    likelyCause: 'this version has been released from another commit, or somebody created the tag by hand.',
    remedy:
      'If the version has been released, release the next patch version. Otherwise delete the tag, and re-run the failed jobs.',
  });
}
