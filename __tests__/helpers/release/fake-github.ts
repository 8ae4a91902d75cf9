import * as v from 'valibot';

const asset = v.object({ name: v.string(), digest: v.string() });
const release = v.object({
  id: v.number(),
  tag_name: v.string(),
  target_commitish: v.string(),
  body: v.string(),
  draft: v.boolean(),
  prerelease: v.boolean(),
  immutable: v.boolean(),
  make_latest: v.string(),
  html_url: v.string(),
  assets: v.array(asset),
});

/** The part of GitHub that a release uses, as JSON, so that a test can keep it in a file between two processes. */
export const githubShape = v.object({
  /** The commits of main, oldest first. */
  commits: v.array(v.string()),
  immutableReleases: v.boolean(),
  /** The commits of the tags, by their names. */
  tags: v.record(v.string(), v.string()),
  releases: v.array(release),
  /** The runs of ci.yml, newest first. */
  runs: v.array(
    v.object({
      head_sha: v.string(),
      head_branch: v.string(),
      event: v.string(),
      status: v.string(),
      conclusion: v.nullable(v.string()),
      html_url: v.string(),
    }),
  ),
  /** Every request that tried to change something, and its result. */
  changes: v.array(v.string()),
  /** The number of requests so far. */
  requests: v.number(),
  /** The request that gets no answer; `done`: after GitHub has done what it asks for. */
  lost: v.optional(v.object({ request: v.number(), done: v.boolean() })),
});

export type FakeGitHub = v.InferOutput<typeof githubShape>;
export type FakeRelease = v.InferOutput<typeof release>;

/**
 * Who asks: a job with the permission `contents: read` or `contents: write`, or the app that may create and move tags. A ruleset
 * forbids that to everybody else.
 */
export type Requester = 'read' | 'write' | 'app';

export interface FakeRequest {
  readonly requester: Requester;
  readonly method: string;
  /** Below repos/acme/exalate-secret-action/. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string | boolean>>;
}

export interface FakeResponse {
  readonly status: number;
  readonly body: unknown;
}

const refuse = (status: number, message: string): FakeResponse => ({ status, body: { message } });
const notFound = refuse(404, 'Not Found');
const noPermission = refuse(403, 'Resource not accessible by integration');
const ruleViolation = refuse(422, 'Repository rule violations found');

const toReference = ([name, sha]: readonly [string, string]): unknown => ({
  ref: `refs/tags/${name}`,
  object: { type: 'commit', sha },
});

/** Answers a request as GitHub does, and refuses what it refuses. */
export function answer(github: FakeGitHub, request: FakeRequest): FakeResponse {
  const { requester, method, path } = request;
  if (method === 'GET') return read(github, requester, path);
  if (requester === 'read') return noPermission;
  const [, tag] = /^git\/refs\/tags\/(.+)$/.exec(path) ?? [];
  if (method === 'POST' && path === 'git/refs') return createTag(github, request);
  if (method === 'PATCH' && tag !== undefined) return moveTag(github, tag, request);
  const [, id] = /^releases\/(\d+)$/.exec(path) ?? [];
  const found = github.releases.find((one) => String(one.id) === id);
  if (found === undefined) return notFound;
  if (method === 'PATCH') return updateRelease(github, found, request);
  if (method === 'DELETE') {
    github.releases = github.releases.filter((one) => one !== found);
    return { status: 204, body: undefined };
  }
  throw new Error(`This fake has no ${method} ${path}.`);
}

function read(github: FakeGitHub, requester: Requester, path: string): FakeResponse {
  const url = new URL(path, 'https://api.github.com/');
  const [, prefix] = /^\/git\/matching-refs\/tags\/(.+)$/.exec(url.pathname) ?? [];
  const [, tag] = /^\/git\/ref\/tags\/(.+)$/.exec(url.pathname) ?? [];
  if (prefix !== undefined) {
    const matching = Object.entries(github.tags).filter(([name]) => name.startsWith(prefix));
    return { status: 200, body: matching.map(toReference) };
  }
  if (tag !== undefined) {
    const sha = github.tags[tag];
    return sha === undefined ? notFound : { status: 200, body: toReference([tag, sha]) };
  }
  if (url.pathname === '/releases') {
    // Only people who may push see drafts.
    const visible = github.releases.filter(({ draft }) => !draft || requester !== 'read');
    return { status: 200, body: visible };
  }
  if (url.pathname === '/immutable-releases') {
    if (requester !== 'app') return noPermission;
    return github.immutableReleases
      ? { status: 200, body: { enabled: true, enforced_by_owner: false } }
      : notFound;
  }
  if (url.pathname === '/actions/workflows/ci.yml/runs') {
    const { searchParams: asked } = url;
    const runs = github.runs.filter(
      (run) =>
        run.head_sha === asked.get('head_sha') &&
        run.head_branch === asked.get('branch') &&
        run.event === asked.get('event'),
    );
    return { status: 200, body: { workflow_runs: runs.slice(0, Number(asked.get('per_page'))) } };
  }
  throw new Error(`This fake has no GET ${path}.`);
}

function createTag(github: FakeGitHub, { requester, fields }: FakeRequest): FakeResponse {
  const { ref, sha } = v.parse(v.strictObject({ ref: v.string(), sha: v.string() }), fields);
  const name = ref.replace('refs/tags/', '');
  if (github.tags[name] !== undefined) return refuse(422, 'Reference already exists');
  if (!github.commits.includes(sha)) return refuse(422, 'Object does not exist');
  if (requester !== 'app') return ruleViolation;
  github.tags[name] = sha;
  return { status: 201, body: {} };
}

function moveTag(github: FakeGitHub, name: string, { requester, fields }: FakeRequest): FakeResponse {
  const { sha, force } = v.parse(v.strictObject({ sha: v.string(), force: v.boolean() }), fields);
  const current = github.tags[name];
  if (current === undefined) return refuse(422, 'Reference does not exist');
  if (github.releases.some((one) => one.tag_name === name && one.immutable))
    return refuse(422, 'Cannot update this protected ref.');
  const isForward = github.commits.indexOf(sha) >= github.commits.indexOf(current);
  if (!isForward && !force) return refuse(422, 'Update is not a fast forward');
  if (requester !== 'app') return ruleViolation;
  github.tags[name] = sha;
  return { status: 200, body: {} };
}

/** Publishes a draft. A tag that exists already stays where it is, whatever commit the draft names. */
function updateRelease(
  github: FakeGitHub,
  found: FakeRelease,
  { requester, fields }: FakeRequest,
): FakeResponse {
  const shape = v.strictObject({ draft: v.literal(false), make_latest: v.picklist(['true', 'false']) });
  const { make_latest } = v.parse(shape, fields);
  if (!found.draft) return refuse(422, 'Cannot publish an immutable release again');
  if (found.prerelease && make_latest === 'true') return refuse(422, 'A pre-release cannot be the latest');
  if (github.tags[found.tag_name] === undefined) {
    if (requester !== 'app') return ruleViolation;
    github.tags[found.tag_name] = found.target_commitish;
  }
  Object.assign(found, { draft: false, make_latest, immutable: github.immutableReleases });
  return { status: 200, body: found };
}
