import type { GitHub, NewDraft, Release } from './github.ts';
import { requireCommit } from './require-commit.ts';

/**
 * Creates the draft of a release, and deletes earlier drafts of the same tag. Does nothing if the release is already published.
 *
 * @returns the draft, or the published release
 */
export async function draftRelease(github: GitHub, draft: NewDraft): Promise<Release> {
  requireCommit(await github.findTag(draft.tag), draft.sha);
  const existing = await github.listReleases(draft.tag);
  const published = existing.find((release) => !release.draft);
  if (published !== undefined) return published;
  // Their assets can be incomplete, or from an earlier attempt.
  for (const old of existing) await github.deleteDraft(old);
  await github.createDraft(draft);
  const [created] = await github.listReleases(draft.tag);
  if (created === undefined) throw new Error('GitHub does not list the draft that it has just created.');
  return created;
}
