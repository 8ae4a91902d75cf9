import { expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

test('a secret is passed to later steps of the job', () =>
  runScenario({ inputs: { 'step-output': 'true', expires: '180 days' } }, ({ step, transcript, sandbox }) => {
    expect(step.outcome).toBe('success');
    expect(step.outputs['client-secret']).toBe(sandbox.tenant.mintedSecrets[0]);
    expect(transcript).toMatchSnapshot();
  }));

test('a secret is stored and passed to later steps, with debug logging enabled', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true', 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer },
      debug: true,
    },
    ({ step, transcript, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(
        step.outputs['client-secret'],
      );
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a secret for this job only is removed when the job ends', () =>
  runScenario(
    { inputs: { 'step-output': 'true', 'revoke-after-job': 'true', expires: '1 day' } },
    async ({ step, job, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
      const post = await job.post();
      expect(post?.outcome).toBe('success');
      expect(post?.transcript).toContain('which was for this job only.');
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
    },
  ));
