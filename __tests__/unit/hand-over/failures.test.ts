import { describe, expect, test } from '@jest/globals';
import { gitHubService, handOverRules } from '../../../src/hand-over/failures.ts';
import { explainFailure } from '../../../src/http/failure-rules.ts';
import { serviceError } from '../../helpers/service-error.ts';

const explain = (status: number, message: string | undefined, login: string | undefined) =>
  explainFailure(
    {
      status,
      headers: {},
      error: message === undefined ? undefined : serviceError([], message),
    },
    handOverRules,
    {
      operation: 'open the hand-over issue',
      repository: 'acme/ops',
      login,
      account: 'acme',
      permission: '"Issues": write',
      tokenInput: 'hand-over-token',
      tokenKind: 'other',
      host: 'api.github.com',
    },
    { service: gitHubService, host: 'api.github.com', operation: 'open the hand-over issue' },
  );

const job = 'github-actions[bot]';

describe('a request of the hand-over that fails', () => {
  test.each([
    [
      403,
      'Resource not accessible by integration',
      job,
      'hand-over-refused',
      'permissions:\n    issues: write',
    ],
    [
      404,
      'Resource not accessible by integration',
      job,
      'hand-over-refused',
      'permissions:\n    issues: write',
    ],
    [403, 'Resource not accessible by integration', 'app[bot]', 'hand-over-refused', '"Issues": write.'],
    [
      403,
      'Resource not accessible by personal access token',
      'octocat',
      'hand-over-refused',
      '"Issues": write.',
    ],
    [404, 'Not Found', undefined, 'hand-over-refused', 'give the token access to acme/ops'],
    [401, 'Bad credentials', undefined, 'github-token-refused', 'passes to `hand-over-token`'],
    [
      410,
      'Issues are disabled for this repo',
      job,
      'hand-over-refused',
      'gh repo edit acme/ops --enable-issues',
    ],
    [
      410,
      'Issues has been disabled in this repository.',
      job,
      'hand-over-refused',
      'Settings > General > Features',
    ],
    [403, 'API rate limit exceeded for installation ID 1.', job, 'github-rate-limited', 'later'],
    [429, 'You have exceeded a secondary rate limit.', job, 'github-rate-limited', 'later'],
    [403, 'Repository was archived so is read-only.', job, 'github-repository-unavailable', 'unarchive it'],
    [
      403,
      'Resource protected by organization SAML enforcement.',
      'octocat',
      'github-blocked-by-policy',
      'create the token again while you are signed in to acme',
    ],
    [422, 'Validation Failed', job, 'hand-over-failed', 'fix the problem that the message describes'],
    [502, 'Server Error', job, 'hand-over-failed', 'https://www.githubstatus.com'],
    [502, undefined, job, 'hand-over-failed', 'https://www.githubstatus.com'],
    [403, undefined, job, 'response-not-from-service', 'let connections to api.github.com through'],
  ])('with HTTP %i and the message %j of %j is %s', (status, message, login, code, remedy) => {
    const error = explain(status, message, login);
    expect(error.code).toBe(code);
    expect(error.explanation.remedy).toContain(remedy);
  });

  test('quotes GitHub where the action has no explanation', () => {
    expect(explain(422, 'Validation Failed', job).message).toContain(
      'Message from GitHub: "Validation Failed"',
    );
  });
});
