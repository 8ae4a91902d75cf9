import { expect, test } from '@jest/globals';
import { isRefusal } from '../../../src/http/refusal.ts';

test.each([301, 400, 403, 404, 409, 422, 429, 499])(
  'HTTP %d is a refusal only in the format of the service',
  (status) => {
    expect(isRefusal(status, true)).toBe(true);
    expect(isRefusal(status, false)).toBe(false);
  },
);

test.each([undefined, 200, 299, 408, 500, 503])('%p is not a refusal in any format', (status) => {
  expect(isRefusal(status, true)).toBe(false);
  expect(isRefusal(status, false)).toBe(false);
});
