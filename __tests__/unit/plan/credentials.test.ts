import { expect, test } from '@jest/globals';
import { findLineageSecrets } from '../../../src/plan/credentials.ts';
import { provenance, lineageSecret } from '../../helpers/histories.ts';

test('the secrets of a lineage come oldest first, and always in the same order', () => {
  const [one, twin, older] = [lineageSecret('b', 3), lineageSecret('a', 3), lineageSecret('c', 4)];
  for (const some of [
    [one, twin, older],
    [twin, older, one],
    [older, one, twin],
  ]) {
    expect(findLineageSecrets(provenance, some).map(({ keyId }) => keyId)).toEqual(['c', 'a', 'b']);
  }
});
