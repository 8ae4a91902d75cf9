// @slow
import { afterAll, beforeAll, describe, jest, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import { expectRequestCount, printTally, requests, runWithFault } from '../helpers/fault-runs.ts';

const json = { 'Content-Type': 'application/json' };
const graphError = (code: string): object => ({ error: { code, message: 'A fault of the sandbox.' } });

const faults: Readonly<Record<string, Fault>> = {
  'connection dropped before it arrives': { kind: 'drop' },
  'connection dropped after it took effect': { kind: 'drop-after' },
  '429 with Retry-After': {
    kind: 'answer',
    status: 429,
    headers: { ...json, 'Retry-After': '2' },
    body: graphError('x'),
  },
  '429 without Retry-After': { kind: 'answer', status: 429, headers: json, body: graphError('x') },
  '500': { kind: 'answer', status: 500, headers: json, body: graphError('x') },
  '503 before it took effect': {
    kind: 'answer',
    status: 503,
    headers: json,
    body: graphError('serviceNotAvailable'),
  },
  '503 after it took effect': {
    kind: 'answer',
    status: 503,
    headers: json,
    body: graphError('serviceNotAvailable'),
    after: true,
  },
  '409': { kind: 'answer', status: 409, headers: json, body: graphError('Directory_ConcurrencyViolation') },
  '403 page of a proxy after it took effect': {
    kind: 'answer',
    status: 403,
    headers: { 'Content-Type': 'text/html' },
    body: '<html>',
    after: true,
  },
  'bare 429 after it took effect': { kind: 'answer', status: 429, body: '', after: true },
  '202 after it took effect': { kind: 'answer', status: 202, body: '', after: true },
  'a page of HTML': { kind: 'answer', status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
};

beforeAll(expectRequestCount);
afterAll(printTally);

jest.setTimeout(90_000);

describe.each(requests)('request %d of a run', (index) => {
  test.each(Object.keys(faults))('%s, once', (name) =>
    runWithFault(index, faults[name] ?? { kind: 'drop' }, 'once'),
  );

  test.each(['until the post step', 'for ever'] as const)('connection dropped, %s', (course) =>
    runWithFault(index, { kind: 'drop' }, course),
  );

  test('503 after it took effect, then the connection dropped', () =>
    runWithFault(index, faults['503 after it took effect'] ?? { kind: 'drop' }, 'once', { kind: 'drop' }));

  test('503 after it took effect, then a refusal', () =>
    runWithFault(index, faults['503 after it took effect'] ?? { kind: 'drop' }, 'once', {
      kind: 'answer',
      status: 403,
      headers: json,
      body: { ...graphError('Authorization_RequestDenied'), message: 'Forbidden' },
    }));

  test('503 after it took effect, until the post step', () =>
    runWithFault(index, faults['503 after it took effect'] ?? { kind: 'drop' }, 'until the post step'));
});
