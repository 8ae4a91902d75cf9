import { expect, test } from '@jest/globals';
import { formatAnnotation } from '../../../src/runner/annotations.ts';
import { ActionError } from '../../../src/shared/action-error.ts';

const failure = new ActionError('tenant-not-found', {
  problem: 'It broke.',
  likelyCause: 'rust.',
  remedy: 'oil it.',
});

test('a failure is annotated with a link into the version of the action that ran', () => {
  const environment = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'org/exalate-secret-action',
    GITHUB_ACTION_REF: 'v1',
  };
  expect(formatAnnotation(failure, environment).split('\n').at(-1)).toBe(
    'Details: https://github.com/org/exalate-secret-action/blob/v1/docs/troubleshooting.md#tenant-not-found',
  );
});

test('a failure of an action in the workflow’s own repository is annotated with the path of the file', () => {
  const annotation = formatAnnotation(failure, {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: '',
  });
  expect(annotation).toBe(`${failure.message}\nDetails: docs/troubleshooting.md#tenant-not-found`);
});
