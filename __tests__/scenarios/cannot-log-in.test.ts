import { expect, test } from '@jest/globals';
import { play } from '../helpers/scenario.ts';

test('the job lacks the permission id-token: write', () =>
  play(
    {
      inputs: { 'step-output': 'true' },
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
    },
    ({ step, story, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(story).toMatchSnapshot();
    },
  ));

test('no federated credential matches the workflow', () =>
  play(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ github }) => {
        github.job.subject = 'repo:acme/ops:environment:production';
      },
    },
    ({ step, story }) => {
      expect(step.exitCode).toBe(1);
      expect(story).toMatchSnapshot();
    },
  ));

test('neither the login nor the destination is right: both are told', () =>
  play(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': 'ghs_sandbox0job' },
      arrange: ({ tenant }) => {
        tenant.workload.federatedCredentials = [];
      },
    },
    ({ step, story }) => {
      expect(step.exitCode).toBe(1);
      expect(step.annotations).toHaveLength(2);
      expect(story).toMatchSnapshot();
    },
  ));
