import { expect, test } from '@jest/globals';
import { parseJson } from '../../../src/shared/json.ts';

test('parseJson returns undefined for invalid JSON, instead of an error that quotes it', () => {
  expect(parseJson('{"value":"s3cr3t"}')).toEqual({ value: 's3cr3t' });
  expect(parseJson('{"value":"s3cr3t"')).toBeUndefined();
  expect(parseJson('')).toBeUndefined();
});
