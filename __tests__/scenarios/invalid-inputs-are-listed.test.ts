import { expect, test } from '@jest/globals';
import { runScenario } from '../helpers/scenario.ts';

test('all that is wrong with the inputs is named at once, before any request', () =>
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

test('no destination is named', () =>
  runScenario({ inputs: {} }, ({ step, transcript, sandbox }) => {
    expect(step.exitCode).toBe(1);
    expect(sandbox.requests).toEqual([]);
    expect(transcript).toMatchSnapshot();
  }));
