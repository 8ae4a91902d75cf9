// @slow
import { expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };

test.concurrent(
  'a run fails in time when the request for the ID token is never answered',
  () =>
    runScenario(
      {
        inputs: { 'step-output': 'true' },
        arrange: ({ faults }) => {
          faults.add({ when: { path: /idtoken/ }, times: Infinity, fault: { kind: 'hang' } });
        },
      },
      ({ step }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('id-token-request-failed');
      },
    ),
  90_000,
);

test.concurrent(
  'a run fails in time when a response of Microsoft Graph never ends',
  () =>
    runScenario(
      {
        inputs: stored,
        arrange: ({ faults }) =>
          void faults.add({
            when: { path: /v1\.0\/applications\?/ },
            times: Infinity,
            fault: { kind: 'endless', every: 200 },
          }),
      },
      ({ step }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('graph-unreachable');
        expect(step.transcript).toContain('the response did not end in time');
      },
    ),
  120_000,
);
