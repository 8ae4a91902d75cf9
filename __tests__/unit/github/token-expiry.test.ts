import { expect, test } from '@jest/globals';
import { readTokenExpiry } from '../../../src/github/token-expiry.ts';

test.each([
  ['2026-12-24 12:00:00 UTC', '2026-12-24T12:00:00.000Z'],
  ['2026-12-24 12:00:00 +0000', '2026-12-24T12:00:00.000Z'],
  ['2026-12-24 12:00:00 -0700', '2026-12-24T19:00:00.000Z'],
  ['2026-12-24T12:00:00Z', '2026-12-24T12:00:00.000Z'],
  ['2026-12-24T14:00:00+02:00', '2026-12-24T12:00:00.000Z'],
  ['2026-13-24 12:00:00 UTC', undefined],
  ['24', undefined],
  ['2026-12-24', undefined],
  ['never', undefined],
  [undefined, undefined],
])('a token whose response says %s expires at %s', (text, expected) => {
  const headers: Readonly<Record<string, string>> =
    text === undefined ? {} : { 'github-authentication-token-expiration': text };
  expect(readTokenExpiry(headers)?.toISOString()).toBe(expected);
});
