import { expect, test } from '@jest/globals';
import { runScenario } from '../helpers/scenario.ts';

test('a run fails before any request when the job lacks the permission `id-token: write`', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a run fails when no federated credential matches the workflow', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ github }) => {
        github.job.subject = 'repo:acme/ops:environment:production';
      },
    },
    ({ step, transcript }) => {
      expect(step.exitCode).toBe(1);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a run reports both a refused login and a destination that it cannot write', () =>
  runScenario(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': 'github_pat_11SANDBOX0plain' },
      arrange: ({ tenant }) => {
        tenant.workload.federatedCredentials = [];
      },
    },
    ({ step, transcript }) => {
      expect(step.exitCode).toBe(1);
      expect(step.annotations).toHaveLength(2);
      expect(transcript).toMatchSnapshot();
    },
  ));
