import { expect, test } from '@jest/globals';
import { readTokenKind } from '../../../src/github/token-kind.ts';

test.each([
  ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'classic'],
  ['github_pat_11SANDBOX0writer', 'fine-grained'],
  ['ghs_sandbox0job', 'app'],
  ['gho_16C7e42F292c6912E7710c838347Ae178B4a', 'other'],
  ['0123456789abcdef0123456789abcdef01234567', 'other'],
  ['', 'other'],
])('the token %s is of the kind %s', (token, kind) => {
  expect(readTokenKind(token)).toBe(kind);
});
