import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { lastUsePage, readLastUses } from '../../../src/entra/last-use.ts';

const applicationId = '11111111-2222-3333-4444-555555555555';
const row = (keyId: string, lastSignInDateTime: unknown, appId = applicationId): object => ({
  appId,
  keyId,
  keyType: 'secret',
  signInActivity: { lastSignInDateTime, lastSignInRequestId: 'x' },
});
const read = (...value: readonly unknown[]) => readLastUses(v.parse(lastUsePage, { value }), applicationId);

test.each([
  ['2021-04-01T00:00:00Z', '2021-04-01T00:00:00.000Z'],
  ['2021-04-01T00:00:00-8:00', '2021-04-01T08:00:00.000Z'],
  ['2021-04-01T00:00:00+5:30', '2021-03-31T18:30:00.000Z'],
  ['2021-04-01T00:00:00-08:00', '2021-04-01T08:00:00.000Z'],
  ['2021-04-01T00:00:00.1234567Z', '2021-04-01T00:00:00.123Z'],
])('the time %s is read', (text, expected) => {
  expect(read(row('K', text)).get('k')?.toISOString()).toBe(expected);
});

test('the latest use of a key counts, whatever the case of its ID', () => {
  const uses = read(
    row('a', '2026-01-01T00:00:00Z'),
    row('A', '2026-03-01T00:00:00Z'),
    row('a', '2026-02-01T00:00:00Z'),
  );
  expect([...uses]).toEqual([['a', new Date('2026-03-01T00:00:00Z')]]);
});

test('a row that cannot be read, without a sign-in, or of another application is left out', () => {
  const uses = read(
    row('a', 'yesterday'),
    row('b', null),
    { appId: applicationId, keyId: 'c', signInActivity: null },
    null,
    row('d', '2026-01-01T00:00:00Z', '99999999-2222-3333-4444-555555555555'),
    row('e', '2026-01-01T00:00:00Z'),
  );
  expect([...uses.keys()]).toEqual(['e']);
});
