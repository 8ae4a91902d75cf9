import { findHigher, formatMajorTag, formatTag, isNewestOfMajor, isPrerelease, type Tag } from './version.ts';
import type { GitHub, Release } from './github.ts';
import { ReleaseError } from './release-error.ts';
import { requireCommit } from './require-commit.ts';

const sbomName = 'sbom.spdx.json';

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
  const isPublished = existing.some(({ draft }) => !draft);
  if (!isPublished) {
    const draft = chooseDraft(existing, publication);
    requireHighest(version, await github.listTags());
    await github.publish(draft, { tag, sha, prerelease: isPrerelease(version) });
  }
  const published = await requireImmutable(github, tag, sha);
  if (!hasAssets(published, publication.assets, isPublished)) throw createAssetError(tag);
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

/** @throws if a higher version has been released. The version of a repeated old run would become the latest release */
function requireHighest(version: string, tags: readonly Tag[]): void {
  const highest = findHigher(version, tags);
  if (highest === undefined) return;
  throw new ReleaseError(
    `${formatTag(highest)} is higher than ${formatTag(version)}. Nothing has been published.`,
    {
      likelyCause: 'that version was released after this run had created its draft.',
      remedy: 'Delete the draft, and release a higher version.',
    },
  );
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
  if (others.length > 0 || draft.target_commitish !== sha || !hasAssets(draft, assets)) {
    throw new ReleaseError(`The draft of ${formatTag(version)} differs from the one that this run created.`, {
      likelyCause: 'somebody changed its target or its assets, or created another draft.',
      remedy,
    });
  }
  return draft;
}

/** @param isRepeated whether an earlier attempt may have created the SBOM, which contains the time of its creation */
function hasAssets(release: Release, assets: Publication['assets'], isRepeated = false): boolean {
  const found = new Map(release.assets.map(({ name, digest }) => [name, digest]));
  const isSame = ([name, digest]: readonly [string, string]): boolean =>
    isRepeated && name === sbomName ? found.has(name) : found.get(name) === digest;
  return found.size === assets.size && [...assets].every(isSame);
}

function createAssetError(tag: string): ReleaseError {
  return new ReleaseError(`${tag} was published with assets that this run did not create.`, {
    likelyCause: 'somebody changed the draft while this job published it.',
    remedy:
      'Tell users not to use the release, and delete it. Then release the next patch version: this one cannot be reused.',
  });
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
