import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { draftRelease } from '../../scripts/release/draft-release.ts';
import type { GitHub } from '../../scripts/release/github.ts';
import { publishRelease } from '../../scripts/release/publish-release.ts';
import { formatTag, isPrerelease } from '../../scripts/release/version.ts';
import {
  createFakeGitHub,
  createRelease,
  firstCommit,
  openGitHub,
  secondCommit,
} from '../helpers/release/example.ts';
import type { FakeGitHub, Requester } from '../helpers/release/fake-github.ts';

const folder = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const files = ['checksums.txt', 'sbom.spdx.json'].map((name) => join(folder, name));
for (const file of files) writeFileSync(file, basename(file));
const assets = new Map(
  files.map((file) => {
    const name = basename(file);
    return [name, `sha256:${createHash('sha256').update(name).digest('hex')}`];
  }),
);

interface Wanted {
  readonly version: string;
  readonly sha: string;
}
const wanted: Wanted = { version: '1.1.0', sha: secondCommit };

async function draft(github: FakeGitHub, { version, sha }: Wanted = wanted): Promise<void> {
  const prerelease = isPrerelease(version);
  await draftRelease(openGitHub(github, 'write'), {
    tag: formatTag(version),
    sha,
    notes: 'Notes',
    prerelease,
    files,
  });
}

async function publish(github: FakeGitHub, { version, sha }: Wanted = wanted): Promise<void> {
  await publishRelease(openGitHub(github, 'app'), { version, sha, assets });
}

async function release(github: FakeGitHub, what?: Wanted): Promise<void> {
  await draft(github, what);
  await publish(github, what);
}

/** What users can see of GitHub. */
const publicState = ({ tags, releases }: FakeGitHub): unknown => ({
  tags,
  releases: releases.map((one) => ({ ...one, id: undefined, html_url: undefined })),
});

const changesOf = (github: FakeGitHub): readonly string[] =>
  github.changes.map((change) => change.replace(/releases\/\d+/, 'releases/ID'));

describe('a release', () => {
  test('is drafted and published, and then moves the tag of its major version', async () => {
    const github = createFakeGitHub();
    await draft(github);
    expect(github.tags).toEqual({ 'v1.0.0': firstCommit, v1: firstCommit });
    await publish(github);
    expect(github.tags).toEqual({ 'v1.0.0': firstCommit, 'v1.1.0': secondCommit, v1: secondCommit });
    expect(github.releases[0]).toMatchObject({
      tag_name: 'v1.1.0',
      target_commitish: secondCommit,
      body: 'Notes',
      draft: false,
      immutable: true,
      make_latest: 'true',
      assets: [...assets].map(([name, digest]) => ({ name, digest })),
    });
    expect(changesOf(github)).toEqual([
      '201 create the draft v1.1.0',
      `200 PATCH releases/ID {"tag_name":"v1.1.0","target_commitish":"${secondCommit}","make_latest":"true","draft":false,"prerelease":false}`,
      `200 PATCH git/refs/tags/v1 {"sha":"${secondCommit}","force":true}`,
    ]);
  });

  test('of a new major version creates its tag, and does not move the tags of other major versions', async () => {
    const github = createFakeGitHub();
    await release(github, { version: '2.0.0', sha: secondCommit });
    expect(github.tags).toMatchObject({ v1: firstCommit, v2: secondCommit, 'v2.0.0': secondCommit });
  });

  test('that is a pre-release moves no tag, and does not become the latest', async () => {
    const github = createFakeGitHub();
    await release(github, { version: '1.1.0-rc.1', sha: secondCommit });
    expect(github.tags).toEqual({ 'v1.0.0': firstCommit, 'v1.1.0-rc.1': secondCommit, v1: firstCommit });
    expect(github.releases[0]).toMatchObject({ prerelease: true, make_latest: 'false' });
  });

  test('that is repeated after it was published changes nothing', async () => {
    const github = createFakeGitHub();
    await release(github);
    const before = publicState(github);
    github.changes = [];
    await release(github);
    expect(publicState(github)).toEqual(before);
    expect(github.changes).toEqual([]);
  });

  test('that is repeated after a later one does not move the tag back', async () => {
    const github = createFakeGitHub({ releases: [] });
    github.tags = {};
    await release(github, { version: '1.0.0', sha: firstCommit });
    await release(github);
    await publish(github, { version: '1.0.0', sha: firstCommit });
    expect(github.tags['v1']).toBe(secondCommit);
  });
});

describe('repeating the jobs after a request without an answer', () => {
  const count = createFakeGitHub();
  const complete = release(count);

  test.each([true, false])(
    'gives the same result, whichever request it was (done by GitHub: %s)',
    async (done) => {
      await complete;
      expect(count.requests).toBeGreaterThan(10);
      for (let request = 1; request <= count.requests; request += 1) {
        const github = createFakeGitHub({ lost: { request, done } });
        await expect(release(github)).rejects.toThrow('Remedy: Re-run the failed jobs');
        await release(github);
        expect(publicState(github)).toEqual(publicState(count));
      }
    },
  );

  test('changes nothing that users see until the draft is published', async () => {
    await complete;
    for (let request = 1; request <= count.requests; request += 1) {
      const github = createFakeGitHub({ lost: { request, done: true } });
      await release(github).catch(() => undefined);
      const isPublished = github.changes.some((change) => change.includes('"draft":false'));
      if (!isPublished) expect(github.tags).toEqual({ 'v1.0.0': firstCommit, v1: firstCommit });
    }
  });
});

describe('nothing is published', () => {
  test('when releases are not immutable', async () => {
    const github = createFakeGitHub({ immutableReleases: false });
    await expect(release(github)).rejects.toThrow(
      /^The repository does not make releases immutable\. Nothing has been published\.\nLikely cause: .*\nRemedy: .*"Enable release immutability"/,
    );
    expect(github.tags['v1.1.0']).toBeUndefined();
  });

  test.each([
    ['draft', draft],
    ['publish', publish],
  ])('by "%s" when the tag exists on another commit', async (name, step) => {
    const github = createFakeGitHub();
    if (name === 'publish') await draft(github);
    github.tags['v1.1.0'] = firstCommit;
    const before = publicState(github);
    await expect(step(github)).rejects.toThrow(
      `The tag v1.1.0 is on the commit ${firstCommit}, not on ${secondCommit}.`,
    );
    expect(publicState(github)).toEqual(before);
  });

  test('by a run that is repeated after a higher version was released', async () => {
    const github = createFakeGitHub();
    await draft(github);
    await release(github, { version: '1.2.0', sha: secondCommit });
    const before = publicState(github);
    await expect(publish(github)).rejects.toThrow(
      'v1.2.0 is higher than v1.1.0. Nothing has been published.',
    );
    expect(publicState(github)).toEqual(before);
  });

  test('when there is no draft', async () => {
    await expect(publish(createFakeGitHub())).rejects.toThrow('There is no draft of v1.1.0.');
  });

  test.each<[string, (github: FakeGitHub) => void]>([
    [
      'its target was changed',
      ({ releases: [one] }) => one && Object.assign(one, { target_commitish: 'main' }),
    ],
    [
      'an asset was replaced',
      ({ releases: [one] }) => one?.assets.forEach((asset) => (asset.digest = 'sha256:0')),
    ],
    ['an asset was deleted', ({ releases: [one] }) => one?.assets.pop()],
    ['an asset was added', ({ releases: [one] }) => one?.assets.push({ name: 'more', digest: 'sha256:0' })],
    ['there is another one', ({ releases }) => releases.push(createRelease({ id: 2, draft: true }))],
  ])('when the draft differs from the one that the previous job created: %s', async (_case, change) => {
    const github = createFakeGitHub();
    await draft(github);
    change(github);
    await expect(publish(github)).rejects.toThrow(
      'The draft of v1.1.0 differs from the one that this run created.',
    );
    await release(github);
    expect(github.tags['v1.1.0']).toBe(secondCommit);
    expect(github.releases).toHaveLength(2);
  });

  test.each<Requester>(['read', 'write'])(
    'with the token of a job with "contents: %s"',
    async (requester) => {
      const github = createFakeGitHub();
      await draft(github);
      const publication = { ...wanted, assets };
      await expect(publishRelease(openGitHub(github, requester), publication)).rejects.toThrow(
        /HTTP 403\)\nLikely cause: the token lacks a permission/,
      );
      expect(github.tags['v1.1.0']).toBeUndefined();
    },
  );
});

test('a tag, a commit or a pre-release flag that somebody changes in the draft at the last moment is ignored', async () => {
  const github = createFakeGitHub();
  await draft(github, { version: '1.1.0-rc.1', sha: secondCommit });
  const { publish: send, ...others } = openGitHub(github, 'app');
  const changed: GitHub = {
    ...others,
    publish: (given, as) => {
      Object.assign(github.releases[0] ?? {}, {
        tag_name: 'v9.9.9',
        target_commitish: firstCommit,
        prerelease: false,
      });
      return send(given, as);
    },
  };
  await publishRelease(changed, { version: '1.1.0-rc.1', sha: secondCommit, assets });
  expect(github.releases[0]).toMatchObject({
    tag_name: 'v1.1.0-rc.1',
    prerelease: true,
    make_latest: 'false',
  });
  expect(github.tags).toEqual({ 'v1.0.0': firstCommit, 'v1.1.0-rc.1': secondCommit, v1: firstCommit });
});

test('assets that somebody changes at the last moment are reported, and the tag of the major version is not moved', async () => {
  const github = createFakeGitHub();
  await draft(github);
  const { publish: send, ...others } = openGitHub(github, 'app');
  const changed: GitHub = {
    ...others,
    publish: (given, as) => {
      github.releases[0]?.assets.push({ name: 'install.sh', digest: 'sha256:0' });
      return send(given, as);
    },
  };
  await expect(publishRelease(changed, { ...wanted, assets })).rejects.toThrow(
    'v1.1.0 was published with assets that this run did not create.',
  );
  await expect(publish(github)).rejects.toThrow('assets that this run did not create');
  expect(github.tags['v1']).toBe(firstCommit);
});

test('a later attempt may have another SBOM, but not other checksums', async () => {
  const github = createFakeGitHub();
  await release(github);
  const [checksums = '', sbom = ''] = assets.keys();
  const attempt = (changed: string): Promise<unknown> =>
    publishRelease(openGitHub(github, 'app'), {
      ...wanted,
      assets: new Map([...assets, [changed, 'sha256:0']]),
    });
  await expect(attempt(sbom)).resolves.toMatchObject({ tag_name: 'v1.1.0' });
  await expect(attempt(checksums)).rejects.toThrow('assets that this run did not create');
});

test('a release that did not become immutable is reported, and does not move the tag of the major version', async () => {
  const github = createFakeGitHub();
  github.tags['v1.1.0'] = secondCommit;
  github.releases.unshift(createRelease({ id: 2, immutable: false }));
  await expect(publish(github)).rejects.toThrow(
    'v1.1.0 was published, but GitHub does not show it as immutable.',
  );
  expect(github.tags['v1']).toBe(firstCommit);
});
