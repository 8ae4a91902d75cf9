import { expect, test } from '@jest/globals';
import { computePrefixes, computeSubject, readJobVariables } from '../../../scripts/end-to-end/job.ts';
import { jobEnvironment } from '../../../sandbox/runner/environment.ts';
import { firstRun } from '../../../sandbox/services/github/workflow-run.ts';

const environment = jobEnvironment('', '', firstRun);

test.each([
  ['push', 'refs/heads/main', 'repo:acme/ops:ref:refs/heads/main'],
  ['workflow_dispatch', 'refs/tags/v1', 'repo:acme/ops:ref:refs/tags/v1'],
  ['pull_request', 'refs/pull/5/merge', 'repo:acme/ops:pull_request'],
])('the subject for the event %s and %s is %s', (eventName, ref, subject) => {
  const job = { GITHUB_EVENT_NAME: eventName, GITHUB_REF: ref };
  expect(computeSubject(job, 'repo:acme/ops')).toBe(subject);
});

test('subjects begin with the names, or with the names and IDs, of owner and repository', () => {
  expect(computePrefixes(readJobVariables(environment))).toEqual({
    classic: 'repo:acme/ops',
    immutable: 'repo:acme@70010000/ops@70010001',
  });
});

test('a job without the permission `id-token: write` is refused', () => {
  const without = { ...environment, ACTIONS_ID_TOKEN_REQUEST_URL: undefined };
  expect(() => readJobVariables(without)).toThrow('- ACTIONS_ID_TOKEN_REQUEST_URL: Invalid type');
});
