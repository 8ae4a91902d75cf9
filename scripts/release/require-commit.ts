import { ReleaseError } from './release-error.ts';
import type { Tag } from './version.ts';

/** @throws if the tag is on another commit, which GitHub would publish */
export function requireCommit(tag: Tag | undefined, sha: string): void {
  if (tag === undefined || tag.sha === sha) return;
  throw new ReleaseError(`The tag ${tag.name} is on the commit ${tag.sha}, not on ${sha}.`, {
    likelyCause: 'this version was released from another commit, or somebody created the tag by hand.',
    remedy:
      'If the version was released, release the next patch version. Otherwise delete the tag, and re-run the failed jobs.',
  });
}
