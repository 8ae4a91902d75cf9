import { expect, test } from '@jest/globals';
import { validateSecretName } from '../../../../src/destinations/github/secret-name.ts';

test.each(['EXALATE_CLIENT_SECRET', '_x', 'a1', 'My_GITHUB_SECRET'])(
  '%s is a valid name of a GitHub secret',
  (name) => {
    expect(validateSecretName(name)).toBeUndefined();
  },
);

test.each(['MY-SECRET', 'MY SECRET', 'MY.SECRET', 'ÄRGER', '1X', 'GITHUB_X', 'github_x', 'A\n'])(
  '%j is not a valid name of a GitHub secret',
  (name) => {
    expect(validateSecretName(name)).toMatch(/^(may|must)/);
  },
);
