import { expect, test } from '@jest/globals';
import { runScenario } from '../helpers/scenario.ts';

test('all problems with the inputs are reported at once, before any request', () =>
  runScenario(
    {
      inputs: {
        'tenant-id': 'contoso.onmicrosoft.com',
        'client-id': '',
        expires: '2020-01-01',
        'repository-secret': 'GITHUB_SECRET',
        'step-output': 'yes please',
        'verify-timeout': '5m',
        cloud: 'germany',
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(transcript).toMatchSnapshot();
    },
  ));

test('a missing destination is reported', () =>
  runScenario({ inputs: {} }, ({ step, transcript, sandbox }) => {
    expect(step.exitCode).toBe(1);
    expect(sandbox.requests).toEqual([]);
    expect(transcript).toMatchSnapshot();
  }));
