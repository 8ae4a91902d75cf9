import { expect, test } from '@jest/globals';
import { play } from '../helpers/scenario.ts';

test('all that is wrong with the inputs is named at once, before any request', () =>
  play(
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
    ({ step, story, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(story).toMatchSnapshot();
    },
  ));

test('no destination is named', () =>
  play({ inputs: {} }, ({ step, story, sandbox }) => {
    expect(step.exitCode).toBe(1);
    expect(sandbox.requests).toEqual([]);
    expect(story).toMatchSnapshot();
  }));
