import { expect, test } from '@jest/globals';
import { parseJson } from '../../../src/shared/json.ts';

test('JSON is parsed, and a text that is not JSON is no error that quotes it', () => {
  expect(parseJson('{"value":"s3cr3t"}')).toEqual({ value: 's3cr3t' });
  expect(parseJson('{"value":"s3cr3t"')).toBeUndefined();
  expect(parseJson('')).toBeUndefined();
});
