import { expect, test } from '@jest/globals';
import { formatAnnotation } from '../../../src/runner/annotations.ts';
import { ActionError } from '../../../src/shared/action-error.ts';

const error = new ActionError('tenant-not-found', {
  problem: 'The disk is full.',
  likelyCause: 'large logs.',
  remedy: 'delete them.',
});

test('an annotation links to the documentation of the version that ran', () => {
  const environment = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'org/exalate-secret-action',
    GITHUB_ACTION_REF: 'v1',
  };
  expect(formatAnnotation(error, environment).split('\n').at(-1)).toBe(
    'Details: https://github.com/org/exalate-secret-action/blob/v1/docs/troubleshooting.md#tenant-not-found',
  );
});

test('an annotation has only a path when the action is in the repository of the workflow', () => {
  const annotation = formatAnnotation(error, {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: '',
  });
  expect(annotation).toBe(`${error.message}\nDetails: docs/troubleshooting.md#tenant-not-found`);
});
