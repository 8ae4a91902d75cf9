import { expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

test('a dry run reports what it would do, and changes nothing', () =>
  runScenario(
    {
      inputs: {
        'repository-secret': 'EXALATE_CLIENT_SECRET',
        'github-token': writer,
        'dry-run': 'true',
        expires: '3 years',
      },
    },
    ({ step, transcript, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeUndefined();
      expect(transcript).toMatchSnapshot();
    },
  ));
