import { describe, expect, test } from '@jest/globals';
import { readWorkflowRun } from '../../../src/runner/run-context.ts';

describe('readWorkflowRun', () => {
  const environment = {
    GITHUB_REPOSITORY: 'acme/ops',
    GITHUB_REPOSITORY_ID: '70010001',
    GITHUB_RUN_ID: '7001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_WORKSPACE: '/home/runner/ops',
    RUNNER_TEMP: '/temp',
  };

  test('reads the runner’s variables', () => {
    expect(readWorkflowRun(environment)).toEqual({
      repository: 'acme/ops',
      repositoryId: '70010001',
      id: 7001,
      attempt: 1,
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      workspace: '/home/runner/ops',
      temp: '/temp',
    });
  });

  test('returns no repository ID when the runner does not set it', () => {
    expect(readWorkflowRun({ ...environment, GITHUB_REPOSITORY_ID: '' }).repositoryId).toBeUndefined();
  });

  const required = Object.keys(environment).filter((name) => name !== 'GITHUB_REPOSITORY_ID');

  test.each(required)('requires %s', (name) => {
    expect(() => readWorkflowRun({ ...environment, [name]: '' })).toThrow(
      `The runner's variable ${name} is not set.`,
    );
  });
});
