import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { writeNotes } from '../../scripts/release/notes.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { createFakeGitHub, firstCommit, secondCommit } from '../helpers/release/example.ts';
import { findJob, openReleaseStage, releaseJobs } from '../helpers/release/workflow.ts';
import { read, root } from '../helpers/repository.ts';

const entry = `# Changelog

What changes.

## 1.1.0 - 2026-11-26

### Added

- A destination, with its "quotes" and \`$HOME\`
`;
const files = {
  'package.json': '{ "version": "1.1.0" }',
  'package-lock.json': '{ "version": "1.1.0" }',
  'CHANGELOG.md': entry,
  'release/checksums.txt': 'checksums',
  'release/sbom.spdx.json': '{}',
};

describe('the scripts of release.yml', () => {
  test('release a version only once', () => {
    const stage = openReleaseStage(createFakeGitHub(), files);
    try {
      const checked = stage.play('check', '1.1.0', secondCommit);
      expect(checked).toMatchObject({ exitCode: 0, log: `1.1.0 can be released from ${secondCommit}.\n` });

      const drafted = stage.play('draft', '1.1.0', secondCommit);
      expect(drafted).toMatchObject({ exitCode: 0, log: '' });
      expect(drafted.summary).toMatch(/^Draft, to review before you approve: https:\/\/github\.com\//);
      const [draft] = stage.github().releases;
      expect(draft?.draft).toBe(true);
      expect(draft?.assets.map(({ name }) => name)).toEqual(['checksums.txt', 'sbom.spdx.json']);
      expect(draft?.body).toContain('- A destination, with its "quotes" and `$HOME`');
      expect(draft?.body).toContain(`\n- uses: acme/exalate-secret-action@${secondCommit} # v1.1.0\n`);
      expect(draft?.body).toContain(
        '--signer-workflow acme/exalate-secret-action/.github/workflows/release.yml',
      );

      for (const attempt of ['first', 'second']) {
        const published = stage.play('publish', '1.1.0', secondCommit);
        expect({ attempt, ...published }).toMatchObject({ exitCode: 0, log: '' });
        expect(published.summary).toContain(`uses: acme/exalate-secret-action@${secondCommit} # v1.1.0`);
      }
      expect(stage.github()).toMatchObject({ tags: { v1: secondCommit, 'v1.1.0': secondCommit } });
      expect(stage.github().changes).toHaveLength(3);

      const again = stage.play('check', '1.1.0', firstCommit);
      expect(again.exitCode).toBe(1);
      expect(again.log).toContain('::error::1.1.0 cannot be released:%0A- The tag v1.1.0 already exists');
    } finally {
      stage.close();
    }
  });

  test('never run the version as a command', () => {
    const stage = openReleaseStage(createFakeGitHub(), files);
    try {
      const { exitCode, log } = stage.play('check', '1.1.0"; touch entered; "', secondCommit);
      expect(exitCode).toBe(1);
      expect(log).toContain('::error::"1.1.0"; touch entered; "" is not a version.%0ARemedy: ');
    } finally {
      stage.close();
    }
  });
});

test('each job of a release waits for the previous one, and only the last one has an environment', () => {
  const jobs = Object.entries(releaseJobs);
  expect(jobs.map(([name]) => name)).toEqual(['check', 'build', 'attest', 'draft', 'publish']);
  jobs.slice(1).forEach(([, { needs }], index) => {
    expect(needs).toBe(jobs[index]?.[0]);
  });
  expect(jobs.map(([, { environment }]) => environment)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    'release',
  ]);
});

test('the job that attests runs no code from packages', () => {
  for (const { permissions, steps } of Object.values(releaseJobs)) {
    if (permissions['id-token'] === undefined) continue;
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.map((script) => script.split(/\s/)[0])).toEqual(['git']);
    expect(scripts.join('\n')).toMatch(
      /^git ls-files [^|]+\|\s+xargs -0 sha256sum \| diff - release\/checksums\.txt\n$/,
    );
  }
  expect(findJob('attest').permissions).toMatchObject({ 'id-token': 'write', attestations: 'write' });
});

describe('the assets of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assets-'));
  const runStep = (jobName: string, text: string): ReturnType<typeof spawnSync> => {
    const script = findJob(jobName).steps.find(({ run = '' }) => run.includes(text))?.run ?? '';
    return spawnSync('bash', ['--norc', '-eo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8' });
  };

  test('list the packages in dist, and the files that users run', () => {
    try {
      for (const name of [
        'package.json',
        'package-lock.json',
        'action.yml',
        'report',
        'dist',
        'setup',
        '.github',
        'scripts',
        'node_modules',
        '.git',
      ])
        symlinkSync(join(root, name), join(folder, name));
      const made = [runStep('build', 'sbom.ts'), runStep('build', 'sha256sum')];
      expect(made.map(({ status, stderr }) => [status, stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);

      const sbom = v.parse(
        v.object({ packages: v.array(v.object({ name: v.string(), versionInfo: v.string() })) }),
        JSON.parse(readFileSync(join(folder, 'release/sbom.spdx.json'), 'utf8')),
      );
      const listed = sbom.packages.map(({ name }) => name);
      expect(listed).toEqual(expect.arrayContaining(Object.keys(packageJson.dependencies)));
      expect(sbom.packages[0]).toMatchObject({ name: packageJson.name, versionInfo: packageJson.version });

      expect(runStep('attest', 'sha256sum').status).toBe(0);
      const checksums = readFileSync(join(folder, 'release/checksums.txt'), 'utf8');
      const mains = [
        ...`${read('action.yml')}\n${read('report/action.yml')}`.matchAll(
          /(?:main|post): '?(?:\.\.\/)?(dist\/\w+\.js)/g,
        ),
      ];
      const needed = [
        'action.yml',
        'report/action.yml',
        'setup/setup.sh',
        ...mains.map(([, file = '']) => file),
      ];
      expect(mains).toHaveLength(3);
      for (const file of needed) expect(checksums).toMatch(new RegExp(`^[0-9a-f]{64}  ${file}$`, 'm'));

      for (const wrong of [
        checksums.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        checksums.replace(/^.*dist\/index\.js\n/m, ''), // without a file that users run
        `${checksums}${checksums.slice(0, 64)}  LICENSE\n`,
        '',
      ]) {
        writeFileSync(join(folder, 'release/checksums.txt'), wrong);
        expect(runStep('attest', 'sha256sum').status).toBe(1);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('only the checksums and the SBOM become assets, even if the job "build" uploads other files', () => {
  const stage = openReleaseStage(createFakeGitHub(), { ...files, 'release/install.sh': 'more' });
  try {
    expect(stage.play('draft', '1.1.0', secondCommit).exitCode).toBe(0);
    const [draft] = stage.github().releases;
    expect(draft?.assets.map(({ name }) => name)).toEqual(['checksums.txt', 'sbom.spdx.json']);
  } finally {
    stage.close();
  }
});

test('only an attestation of a run on main is accepted: a branch can have another release.yml', () => {
  const notes = writeNotes({
    url: 'https://github.com/acme/ops',
    repository: 'acme/ops',
    tag: 'v1.1.0',
    sha: secondCommit,
    changes: '',
  });
  for (const text of [notes, read('docs/approval.md')]) {
    const [command = ''] = /gh attestation verify(?:.*\\\n)*.*/.exec(text) ?? [];
    expect(command).toContain('--source-ref refs/heads/main --source-digest ');
    expect(command).toContain('/.github/workflows/release.yml --deny-self-hosted-runners');
  }
});
