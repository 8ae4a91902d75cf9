import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { showsVersion } from '../../scripts/release/documents.ts';
import { isPrerelease } from '../../scripts/release/version.ts';
import { findOwnPath } from '../helpers/own-reference.ts';
import { codeBlocks, documents, filesIn, read } from '../helpers/repository.ts';
import { readJobs } from '../helpers/workflow-shape.ts';

const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(read('package.json')));

/** What the steps and jobs of a workflow write after `uses:` for this action, its report and its reusable workflow. */
const ownReferences = (workflow: string): readonly string[] =>
  readJobs(workflow)
    .flatMap((job) => [job.uses ?? '', ...job.steps.map(({ uses }) => uses)])
    .filter((uses) => findOwnPath(uses) !== undefined);

test('README.md shows a full SHA with a version', () => {
  const [workflow = ''] = codeBlocks(read('README.md'), 'yaml');
  expect(ownReferences(workflow)).toEqual(['org/exalate-secret-action@COMMIT-SHA']);
  expect(workflow).toMatch(/uses: org\/exalate-secret-action@COMMIT-SHA # v\d+\.\d+\.\d+\n/);
});

test('every page and form shows the version in package.json, unless it is a pre-release', () => {
  const pages = [...documents, ...filesIn('.github/ISSUE_TEMPLATE', '.yml')].filter(showsVersion);
  const shown = pages.flatMap((path) => [
    ...read(path).matchAll(/\bSHA # (v[\d.]*\d)|(?:checkout|download|verify) (v\d[\d.]*\d)/g),
  ]);
  const tags = new Set(shown.map(([, pinned, named]) => pinned ?? named));
  expect(shown.length).toBeGreaterThan(5);
  expect(isPrerelease(version) ? tags.size : [...tags]).toEqual(isPrerelease(version) ? 1 : [`v${version}`]);
});

test('the examples, which people copy as they are, use the tag of the major version', () => {
  const tag = `@v${version.split('.')[0] ?? ''}`;
  const references = filesIn('examples', '.yml').flatMap((path) => ownReferences(read(path)));
  expect(references.length).toBeGreaterThan(10);
  expect(references.filter((uses) => !uses.endsWith(tag))).toEqual([]);
});
