import { expect, test } from '@jest/globals';
import { runScenario } from '../helpers/scenario.ts';

test('a run reports every invalid input in one error, before any request', () =>
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

test('a run without a destination fails before any request', () =>
  runScenario({ inputs: {} }, ({ step, transcript, sandbox }) => {
    expect(step.exitCode).toBe(1);
    expect(sandbox.requests).toEqual([]);
    expect(transcript).toMatchSnapshot();
  }));
