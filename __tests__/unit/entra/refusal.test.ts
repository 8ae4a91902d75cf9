import { describe, expect, test } from '@jest/globals';
import { describeRefusal, findLoginRetryReason, readLoginRefusal } from '../../../src/entra/refusal.ts';

describe('Entra’s error number', () => {
  test.each([
    [{ errorNo: '7000215' }, 7000215],
    [{ errorNo: 7000215 }, 7000215],
    [new Error('x', { cause: new Error('y', { cause: { errorNo: '90002' } }) }), 90002],
    [{ errorNo: 'seven' }, undefined],
    [{ errorNo: -1 }, undefined],
    [new Error('AADSTS7000215'), undefined],
    ['AADSTS7000215', undefined],
    [undefined, undefined],
  ])('in %p is %p', (error, aadsts) => {
    expect(readLoginRefusal(error, { status: 401 })).toEqual({ aadsts, status: 401 });
  });

  test('is looked for in at most five causes', () => {
    const circular: { cause?: unknown } = {};
    circular.cause = circular;
    expect(readLoginRefusal(circular, {})).toEqual({ aadsts: undefined });
  });
});

test.each([
  [{ aadsts: 700213, status: 401 }, 'AADSTS700213'],
  [{ aadsts: undefined, status: 503 }, 'HTTP 503'],
  [{ aadsts: undefined, network: 'ECONNRESET' }, 'ECONNRESET'],
  [{ aadsts: undefined }, 'no response'],
])('the refusal %j is shown as %s', (refusal, name) => {
  expect(describeRefusal(refusal)).toBe(name);
});

test('a login is retried after a temporary problem, which the log names by its error number', () => {
  expect(findLoginRetryReason({ aadsts: 90033, status: 503, retryAfterMs: 7 })).toEqual({
    name: 'AADSTS90033',
    retryAfterMs: 7,
  });
  expect(findLoginRetryReason({ aadsts: 7000215, status: 401 })).toBeUndefined();
});
