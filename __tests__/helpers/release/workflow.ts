import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { evaluateText } from '../../../sandbox/runner/expressions.ts';
import { read, root } from '../repository.ts';
import { repository } from './fake-gh.ts';
import { githubShape, type FakeGitHub } from './fake-github.ts';

const step = v.object({
  name: v.string(),
  id: v.optional(v.string()),
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.string()), {}),
});
const job = v.object({
  needs: v.optional(v.string()),
  environment: v.optional(v.string()),
  permissions: v.record(v.string(), v.string()),
  steps: v.array(step),
});
type Job = v.InferOutput<typeof job>;

/** The jobs of release.yml. */
export const releaseJobs = v.parse(
  v.object({ jobs: v.record(v.string(), job) }),
  parse(read('.github/workflows/release.yml')),
).jobs;

export function findJob(name: string): Job {
  const found = releaseJobs[name];
  if (found === undefined) throw new Error(`release.yml has no job ${name}`);
  return found;
}

/** The result of a step of the workflow. */
interface StepResult {
  readonly exitCode: number | null;
  readonly log: string;
  readonly summary: string;
}

/** A checked-out repository, and the GitHub that it is on. */
export interface ReleaseStage {
  readonly folder: string;
  readonly github: () => FakeGitHub;
  /** Runs the scripts of a job as release.yml states them, without the installation of packages. */
  readonly play: (jobName: string, version: string, sha: string) => StepResult;
  readonly close: () => void;
}

/**
 * Puts files beside the scripts and packages of this repository, and a fake `gh` on the PATH.
 *
 * @param files the texts of the files, by their names
 */
export function openReleaseStage(github: FakeGitHub, files: Readonly<Record<string, string>>): ReleaseStage {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const [bin, state, summaryFile] = [
    join(folder, 'bin'),
    join(folder, 'github.json'),
    join(folder, 'summary'),
  ];
  for (const name of ['scripts', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  for (const name of ['bin', 'release']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(state, JSON.stringify(github));
  const program = join(root, '__tests__/helpers/release/gh.ts');
  writeFileSync(join(bin, 'gh'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(bin, 'gh'), 0o755);
  return {
    folder,
    github: () => v.parse(githubShape, JSON.parse(readFileSync(state, 'utf8'))),
    play: (jobName, version, sha) => {
      const { permissions, steps } = findJob(jobName);
      // The tokens of the fake are the names of those who ask.
      const contexts = {
        github: { token: permissions['contents'] },
        inputs: { version },
        steps: { app: { outputs: { token: 'app' } } },
      };
      const script = steps.find(({ run = '' }) => run.includes('scripts/release/'));
      if (script?.run === undefined) throw new Error(`The job ${jobName} runs no release script.`);
      writeFileSync(summaryFile, '');
      const env = Object.entries(script.env).map(([name, value]) => [name, evaluateText(value, contexts)]);
      const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-e', '-c', script.run], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
          FAKE_GITHUB: state,
          GITHUB_REF: 'refs/heads/main',
          GITHUB_REPOSITORY: repository,
          GITHUB_SERVER_URL: 'https://github.com',
          GITHUB_SHA: sha,
          GITHUB_STEP_SUMMARY: summaryFile,
          ...Object.fromEntries<string>(env.map(([name = '', value = '']) => [name, value])),
        },
      });
      return { exitCode: status, log: stdout + stderr, summary: readFileSync(summaryFile, 'utf8') };
    },
    close: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
