import { formatMajorTag, formatTag, isNewestOfMajor, isPrerelease } from './version.ts';
import type { GitHub, Release } from './github.ts';
import { ReleaseError } from './release-error.ts';
import { requireCommit } from './require-commit.ts';

/** The release to publish. */
export interface Publication {
  readonly version: string;
  readonly sha: string;
  /** The digests of the assets, by their names. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Publishes the draft, which creates the tag of the version, then moves the tag of its major version. Skips what is already done, so that
 * it can be repeated after a failure.
 */
export async function publishRelease(github: GitHub, publication: Publication): Promise<Release> {
  const { version, sha } = publication;
  const tag = formatTag(version);
  await requireImmutableReleases(github);
  requireCommit(await github.findTag(tag), sha);
  const existing = await github.listReleases(tag);
  if (!existing.some(({ draft }) => !draft)) {
    const draft = chooseDraft(existing, publication);
    await github.publish(draft, !isPrerelease(version));
  }
  const published = await requireImmutable(github, tag, sha);
  await moveMajorTag(github, version, sha);
  return published;
}

async function requireImmutableReleases(github: GitHub): Promise<void> {
  if (await github.hasImmutableReleases()) return;
  throw new ReleaseError('The repository does not make releases immutable. Nothing has been published.', {
    likelyCause: 'the setting is off, or the release app lacks the permission "Administration: Read-only".',
    remedy:
      'In the settings of the repository, under "Releases", select "Enable release immutability". Then re-run the failed jobs.',
  });
}

function chooseDraft(drafts: readonly Release[], { version, sha, assets }: Publication): Release {
  const remedy = 'Re-run all jobs: the job "draft" replaces the draft.';
  const [draft, ...others] = drafts;
  if (draft === undefined) {
    throw new ReleaseError(`There is no draft of ${formatTag(version)}.`, {
      likelyCause: 'somebody deleted it.',
      remedy,
    });
  }
  const found = new Map(draft.assets.map(({ name, digest }) => [name, digest]));
  const hasSameAssets =
    found.size === assets.size && [...assets].every(([name, digest]) => found.get(name) === digest);
  if (others.length > 0 || draft.target_commitish !== sha || !hasSameAssets) {
    throw new ReleaseError(`The draft of ${formatTag(version)} differs from the one that this run created.`, {
      likelyCause: 'somebody changed its target or its assets, or created another draft.',
      remedy,
    });
  }
  return draft;
}

async function requireImmutable(github: GitHub, tag: string, sha: string): Promise<Release> {
  const published = (await github.listReleases(tag)).find(({ draft }) => !draft);
  const found = await github.findTag(tag);
  requireCommit(found, sha);
  if (published?.immutable === true && found !== undefined) return published;
  throw new ReleaseError(`${tag} was published, but GitHub does not show it as immutable.`, {
    likelyCause: 'the setting changed while this job ran, or GitHub has not updated the release yet.',
    remedy:
      'Re-run the failed jobs. If the error persists, delete the release and its tag, check the setting "Enable release immutability", and re-run all jobs.',
  });
}

/** Neither a pre-release nor the repetition of an old run moves the tag. */
async function moveMajorTag(github: GitHub, version: string, sha: string): Promise<void> {
  if (!isNewestOfMajor(version, await github.listTags())) return;
  const name = formatMajorTag(version);
  const current = await github.findTag(name);
  if (current === undefined) await github.createTag({ name, sha });
  else if (current.sha !== sha) await github.moveTag({ name, sha });
}
