import { expect, test } from '@jest/globals';
import { formatTimestamp } from '../../../src/shared/timestamp.ts';

test('formatTimestamp drops fractions of a second', () => {
  expect(formatTimestamp(new Date('2026-11-23T14:30:15.500Z'))).toBe('2026-11-23T14:30:15Z');
});
