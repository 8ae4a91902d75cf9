import { expect, test } from '@jest/globals';
import { findLineageSecrets } from '../../../src/plan/credentials.ts';
import { provenance, lineageSecret } from '../../helpers/histories.ts';

test('the secrets of a lineage are sorted by age, then by key ID', () => {
  const [secret, twin, older] = [lineageSecret('b', 3), lineageSecret('a', 3), lineageSecret('c', 4)];
  for (const credentials of [
    [secret, twin, older],
    [twin, older, secret],
    [older, secret, twin],
  ]) {
    expect(findLineageSecrets(provenance, credentials).map(({ keyId }) => keyId)).toEqual(['c', 'a', 'b']);
  }
});
