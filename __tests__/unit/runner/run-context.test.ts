import { describe, expect, test } from '@jest/globals';
import { readWorkflowRun } from '../../../src/runner/run-context.ts';
import { runnerVariables, workflowRun } from '../../helpers/workflow-run.ts';

describe('readWorkflowRun', () => {
  test('reads the runner’s variables', () => {
    expect(readWorkflowRun(runnerVariables)).toEqual(workflowRun);
  });

  test('returns no repository ID when the runner does not set it', () => {
    expect(readWorkflowRun({ ...runnerVariables, GITHUB_REPOSITORY_ID: '' }).repositoryId).toBeUndefined();
  });

  test.each([
    ['GITHUB_EVENT_NAME', 'event'],
    ['GITHUB_WORKFLOW_REF', 'workflowRef'],
    ['GITHUB_ACTOR', 'actor'],
  ] as const)('does not require %s', (name, property) => {
    expect(readWorkflowRun({ ...runnerVariables, [name]: '' })).toEqual({
      ...workflowRun,
      [property]: undefined,
    });
  });

  test('names the person who started a run again', () => {
    const variables = { ...runnerVariables, GITHUB_TRIGGERING_ACTOR: 'alice' };
    expect(readWorkflowRun(variables).actor).toBe('alice');
  });

  const optional = ['GITHUB_REPOSITORY_ID', 'GITHUB_EVENT_NAME', 'GITHUB_WORKFLOW_REF', 'GITHUB_ACTOR'];
  const required = Object.keys(runnerVariables).filter((name) => !optional.includes(name));

  test.each(required)('requires %s', (name) => {
    expect(() => readWorkflowRun({ ...runnerVariables, [name]: '' })).toThrow(
      `The runner's variable ${name} is not set.`,
    );
  });

  test.each(['GITHUB_API_URL', 'GITHUB_SERVER_URL'])('accepts slashes at the end of %s', (name) => {
    const variables = { ...runnerVariables, [name]: 'https://github.example.com/x//' };
    const { apiUrl, serverUrl } = readWorkflowRun(variables);
    expect([apiUrl, serverUrl]).toContain('https://github.example.com/x');
  });

  test.each([
    ['GITHUB_API_URL', 'api.github.com'],
    ['GITHUB_API_URL', 'http://api.github.com'],
    ['GITHUB_SERVER_URL', 'https://'],
  ])('rejects %s: %s', (name, value) => {
    expect(() => readWorkflowRun({ ...runnerVariables, [name]: value })).toThrow(
      `The runner's variable ${name} is not an https URL.`,
    );
  });
});
