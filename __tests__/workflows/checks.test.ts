import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { filesIn, read, table, unquoted } from '../helpers/repository.ts';
import { readWorkflowText, type JobText } from '../helpers/workflow-shape.ts';
import { runnersOf } from './rules/jobs.ts';

const folder = '.github/workflows';

function findJob(file: string, id: string): JobText {
  const job = readWorkflowText(read(`${folder}/${file}`)).jobs[id];
  if (job === undefined) throw new Error(`${file} has no job ${id}`);
  return job;
}

/** A check that nobody would miss in a passing run: a line of a script, or an action with these inputs. */
interface Check {
  readonly file: string;
  readonly job: string;
  readonly does: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const checks: readonly Check[] = [
  { file: 'ci.yml', job: 'tests', does: 'npm test -- --coverage' },
  { file: 'ci.yml', job: 'dist', does: 'npm run check:dist' },
  { file: 'ci.yml', job: 'lint', does: 'npm run check' },
  { file: 'ci.yml', job: 'zizmor', does: 'zizmorcore/zizmor-action', inputs: { persona: 'pedantic' } },
  { file: 'ci.yml', job: 'dependency-review', does: 'actions/dependency-review-action' },
  { file: 'ci.yml', job: 'audit', does: 'npm audit --omit=dev' },
  { file: 'ci.yml', job: 'audit', does: 'npm audit signatures --min-release-age=0' },
  { file: 'codeql.yml', job: 'analyze', does: 'github/codeql-action/analyze' },
  { file: 'scorecard.yml', job: 'analysis', does: 'ossf/scorecard-action' },
  { file: 'end-to-end.yml', job: 'logs', does: 'node scripts/end-to-end/check-logs.ts' },
  { file: 'release.yml', job: 'check', does: 'node scripts/release/commands/check.ts' },
  { file: 'release.yml', job: 'build', does: 'npm run check:dist' },
  {
    file: 'release.yml',
    job: 'attest',
    does: 'actions/attest',
    inputs: { 'subject-checksums': 'release/checksums.txt' },
  },
  {
    file: 'release.yml',
    job: 'attest',
    does: 'actions/attest',
    inputs: { 'subject-checksums': 'release/checksums.txt', 'sbom-path': 'release/sbom.spdx.json' },
  },
  {
    file: 'release.yml',
    job: 'attest',
    does: 'actions/attest',
    inputs: { 'subject-path': 'release/checksums.txt\nrelease/sbom.spdx.json\n' },
  },
];

test.each(checks.map((check) => ({ inputs: {}, ...check })))(
  'the job $job of $file does: $does $inputs',
  ({ file, job, does, inputs }) => {
    const always = findJob(file, job).steps.filter(
      ({ if: condition = '' }) => condition === '' || condition === "runner.os == 'Linux'",
    );
    const done = always.flatMap((step) => [
      ...(step.run ?? '').split('\n').map((line) => ({ does: line.trim(), inputs: {} })),
      { does: step.uses.replace(/@.*/, ''), inputs: step.with },
    ]);
    const found = done.filter((one) => one.does === does);
    expect(found.map((one) => one.inputs)).toContainEqual(
      does === 'actions/attest' ? inputs : expect.objectContaining(inputs),
    );
  },
);

test.each([
  ['ci.yml', 'tests'],
  ['end-to-end.yml', 'sandbox'],
])('%s runs its job %s on Linux, Windows and macOS', (file, job) => {
  expect(runnersOf(findJob(file, job))).toEqual(['ubuntu-latest', 'windows-latest', 'macos-latest']);
});

const schedules = v.object({ on: v.object({ schedule: v.array(v.object({ cron: v.string() })) }) });

test.each([
  ['codeql.yml', 'once a week', /^\d+ \d+ \* \* [0-6]$/],
  ['scorecard.yml', 'once a week', /^\d+ \d+ \* \* [0-6]$/],
  ['live.yml', 'once a month', /^\d+ \d+ \d+ \* \*$/],
])('%s runs %s', (file, _often, pattern) => {
  const { on } = v.parse(schedules, parse(read(`${folder}/${file}`)));
  expect(on.schedule.map(({ cron }) => cron)).toEqual([expect.stringMatching(pattern)]);
});

describe('the record of the workflows', () => {
  test('lists each job of each workflow, and no other', () => {
    let file = '';
    const listed = table(read('docs/decisions/018-workflows.md'), 'workflow').flatMap(
      ([name = '', jobs = '']) => {
        file = name === '' ? file : unquoted(name);
        return jobs.split(', ').map((job) => `${file} ${unquoted(job)}`);
      },
    );
    const all = filesIn(folder, '.yml').flatMap((path) =>
      Object.keys(readWorkflowText(read(path)).jobs).map((job) => `${path.replace(`${folder}/`, '')} ${job}`),
    );
    expect(listed.toSorted()).toEqual(all.toSorted());
  });
});
