import * as v from 'valibot';
import { createApi, type RunGh } from './gh.ts';
import type { Tag } from './version.ts';

const reference = v.object({ ref: v.string(), object: v.object({ sha: v.string() }) });
const release = v.object({
  id: v.number(),
  tag_name: v.string(),
  target_commitish: v.string(),
  draft: v.boolean(),
  immutable: v.boolean(),
  html_url: v.string(),
  assets: v.array(v.object({ name: v.string(), digest: v.nullish(v.string()) })),
});
const runs = v.object({
  workflow_runs: v.array(
    v.object({ status: v.string(), conclusion: v.nullable(v.string()), html_url: v.string() }),
  ),
});
const immutability = v.object({ enabled: v.boolean() });

export type Release = v.InferOutput<typeof release>;
type WorkflowRun = v.InferOutput<typeof runs>['workflow_runs'][number];

/** A release that is about to be created. */
export interface NewDraft {
  readonly tag: string;
  readonly sha: string;
  readonly notes: string;
  readonly prerelease: boolean;
  /** The paths of its assets. */
  readonly files: readonly string[];
}

/** What the request that publishes a draft sets. */
interface PublishedAs {
  readonly tag: string;
  readonly sha: string;
  readonly prerelease: boolean;
}

/** What a release needs from GitHub. */
export interface GitHub {
  readonly listTags: () => Promise<readonly Tag[]>;
  readonly findTag: (name: string) => Promise<Tag | undefined>;
  readonly createTag: (tag: Tag) => Promise<void>;
  /** Moves a tag, whatever it points to now. */
  readonly moveTag: (tag: Tag) => Promise<void>;
  /** Drafts and published releases. */
  readonly listReleases: (tag: string) => Promise<readonly Release[]>;
  readonly createDraft: (draft: NewDraft) => Promise<void>;
  readonly deleteDraft: (draft: Release) => Promise<void>;
  /** Publishes a draft, which creates its tag. Sets the tag and the commit again, because the draft may have changed. */
  readonly publish: (draft: Release, as: PublishedAs) => Promise<void>;
  readonly hasImmutableReleases: () => Promise<boolean>;
  /** The last run of CI for a commit on main. */
  readonly findCiRun: (sha: string) => Promise<WorkflowRun | undefined>;
}

export function createGitHub(run: RunGh, repository: string): GitHub {
  const api = createApi(run);
  const root = `repos/${repository}`;
  const toTag = ({ ref, object }: v.InferOutput<typeof reference>): Tag => ({
    name: ref.replace('refs/tags/', ''),
    sha: object.sha,
  });
  return {
    listTags: async () => (await api.list(`${root}/git/matching-refs/tags/v`, reference)).map(toTag),
    findTag: async (name) => {
      const found = await api.find(`${root}/git/ref/tags/${name}`, reference);
      return found && toTag(found);
    },
    createTag: ({ name, sha }) => api.send('POST', `${root}/git/refs`, { ref: `refs/tags/${name}`, sha }),
    moveTag: ({ name, sha }) => api.send('PATCH', `${root}/git/refs/tags/${name}`, { sha, force: true }),
    listReleases: async (tag) =>
      (await api.list(`${root}/releases`, release)).filter((one) => one.tag_name === tag),
    createDraft: async ({ tag, sha, notes, prerelease, files }) => {
      await api.run([
        ...['release', 'create', tag, '--repo', repository, '--draft', '--target', sha],
        ...['--title', tag, '--notes', notes],
        ...(prerelease ? ['--prerelease'] : []),
        ...files,
      ]);
    },
    deleteDraft: ({ id }) => api.send('DELETE', `${root}/releases/${id}`),
    publish: ({ id }, { tag, sha, prerelease }) =>
      api.send('PATCH', `${root}/releases/${id}`, {
        tag_name: tag,
        target_commitish: sha,
        draft: false,
        prerelease,
        make_latest: String(!prerelease),
      }),
    hasImmutableReleases: async () =>
      (await api.find(`${root}/immutable-releases`, immutability))?.enabled ?? false,
    findCiRun: async (sha) => {
      const query = `head_sha=${sha}&branch=main&event=push&per_page=1`;
      return (await api.get(`${root}/actions/workflows/ci.yml/runs?${query}`, runs)).workflow_runs[0];
    },
  };
}
