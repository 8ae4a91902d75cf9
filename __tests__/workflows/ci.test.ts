import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { filesIn, read } from '../helpers/repository.ts';
import { testWith } from '../helpers/with-tools.ts';

const shape = v.object({
  on: v.record(v.string(), v.unknown()),
  jobs: v.looseObject({
    'all-passed': v.object({
      name: v.string(),
      if: v.string(),
      needs: v.array(v.string()),
      steps: v.tuple([v.object({ env: v.object({ RESULTS: v.string() }), run: v.string() })]),
    }),
  }),
});
const { on, jobs } = v.parse(shape, parse(read('.github/workflows/ci.yml')));
const { 'all-passed': allPassed, ...others } = jobs;
const [{ env, run }] = allPassed.steps;

test('the required check waits for every other job, whatever its result', () => {
  expect(allPassed.needs).toEqual(Object.keys(others));
  expect(allPassed.if).toBe('always()');
  expect(env.RESULTS).toBe('${{ toJSON(needs) }}');
});

test('the required check has the name that the ruleset requires', () => {
  expect(allPassed.name).toBe('all-passed');
});

test('no other job has the name of the required check: GitHub would accept its result instead', () => {
  const shapeOfNames = v.object({ jobs: v.record(v.string(), v.object({ name: v.optional(v.string()) })) });
  const names = filesIn('.github/workflows', '.yml').flatMap((path) =>
    Object.entries(v.parse(shapeOfNames, parse(read(path))).jobs).map(([id, job]) => job.name ?? id),
  );
  expect(names.filter((name) => name === 'all-passed')).toEqual(['all-passed']);
});

test('the required check also runs for a merge queue', () => {
  expect(Object.keys(on)).toEqual(['push', 'pull_request', 'merge_group']);
});

test('Windows and macOS run tests of directories that exist', () => {
  const text = read('.github/workflows/ci.yml');
  const directories = [...text.matchAll(/__tests__\/[\w/-]+/g)].map(([path]) => path);
  expect(directories).toEqual(['__tests__/unit', '__tests__/integration', '__tests__/scenarios']);
  for (const directory of directories) expect(filesIn(directory, '.test.ts')).not.toEqual([]);
});

const success = Object.fromEntries(allPassed.needs.map((job) => [job, 'success']));

testWith('bash', 'jq').each([
  ['passes when every job passed', success, 0],
  ['passes when the dependency review was skipped', { ...success, 'dependency-review': 'skipped' }, 0],
  ['fails when another job was skipped', { ...success, zizmor: 'skipped' }, 1],
  ['fails when the dependency review failed', { ...success, 'dependency-review': 'failure' }, 1],
  ['fails when a job failed', { ...success, tests: 'failure' }, 1],
  ['fails when a job was cancelled', { ...success, dist: 'cancelled' }, 1],
  ['fails when it waits for nothing', {}, 1],
])('the required check %s', (_, results, status) => {
  const needs = Object.fromEntries(
    Object.entries(results).map(([job, result]) => [job, { result, outputs: {} }]),
  );
  const { stdout, status: exitCode } = spawnSync('bash', ['-e', '-c', run], {
    env: { ...process.env, RESULTS: JSON.stringify(needs, undefined, 2) },
    encoding: 'utf8',
  });
  expect(exitCode).toBe(status);
  for (const [job, result] of Object.entries(results)) expect(stdout).toContain(`${job}: ${result}`);
});
