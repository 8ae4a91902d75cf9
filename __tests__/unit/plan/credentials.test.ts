import { expect, test } from '@jest/globals';
import { findLineageSecrets } from '../../../src/plan/credentials.ts';
import { lineage, own } from '../../helpers/histories.ts';

test('the secrets of a lineage come oldest first, and always in the same order', () => {
  const [one, twin, older] = [own('b', 3), own('a', 3), own('c', 4)];
  for (const some of [
    [one, twin, older],
    [twin, older, one],
    [older, one, twin],
  ]) {
    expect(findLineageSecrets(lineage, some).map(({ keyId }) => keyId)).toEqual(['c', 'a', 'b']);
  }
});
