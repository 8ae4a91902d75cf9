// @slow
import { afterAll, beforeAll, describe, jest, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import { expectRequestCount, printTally, requests, runWithFault } from '../helpers/fault-runs.ts';

const json = { 'Content-Type': 'application/json' };
const graphError = (code: string): object => ({ error: { code, message: 'A fault of the sandbox.' } });

const faults: Readonly<Record<string, Fault>> = {
  'a connection lost before the request arrives': { kind: 'drop' },
  'a connection lost after the request took effect': { kind: 'drop-after' },
  'a 429 with Retry-After': {
    kind: 'answer',
    status: 429,
    headers: { ...json, 'Retry-After': '2' },
    body: graphError('x'),
  },
  'a 429 without Retry-After': { kind: 'answer', status: 429, headers: json, body: graphError('x') },
  'a 500': { kind: 'answer', status: 500, headers: json, body: graphError('x') },
  'a 503 before the request took effect': {
    kind: 'answer',
    status: 503,
    headers: json,
    body: graphError('serviceNotAvailable'),
  },
  'a 503 after the request took effect': {
    kind: 'answer',
    status: 503,
    headers: json,
    body: graphError('serviceNotAvailable'),
    after: true,
  },
  'a 409': { kind: 'answer', status: 409, headers: json, body: graphError('Directory_ConcurrencyViolation') },
  'a 403 page of a proxy after the request took effect': {
    kind: 'answer',
    status: 403,
    headers: { 'Content-Type': 'text/html' },
    body: '<html>',
    after: true,
  },
  'a 429 without a body after the request took effect': {
    kind: 'answer',
    status: 429,
    body: '',
    after: true,
  },
  'a 404 of Graph after the request took effect': {
    kind: 'answer',
    status: 404,
    headers: json,
    body: graphError('Request_ResourceNotFound'),
    after: true,
  },
  'a 202 after the request took effect': { kind: 'answer', status: 202, body: '', after: true },
  'an HTML page': { kind: 'answer', status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
};

beforeAll(expectRequestCount);
afterAll(printTally);

jest.setTimeout(90_000);

describe.each(requests)('a run keeps its guarantees when request %d meets', (index) => {
  test.each(Object.keys(faults))('%s, once', (name) =>
    runWithFault(index, faults[name] ?? { kind: 'drop' }, 'once'),
  );

  test.each(['until the post step', 'permanently'] as const)('a lost connection, %s', (duration) =>
    runWithFault(index, { kind: 'drop' }, duration),
  );

  test('a 503 after the request took effect, then a lost connection', () =>
    runWithFault(index, faults['a 503 after the request took effect'] ?? { kind: 'drop' }, 'once', {
      kind: 'drop',
    }));

  test('a 503 after the request took effect, then a refusal', () =>
    runWithFault(index, faults['a 503 after the request took effect'] ?? { kind: 'drop' }, 'once', {
      kind: 'answer',
      status: 403,
      headers: json,
      body: { ...graphError('Authorization_RequestDenied'), message: 'Forbidden' },
    }));

  test('a 503 after the request took effect, until the post step', () =>
    runWithFault(
      index,
      faults['a 503 after the request took effect'] ?? { kind: 'drop' },
      'until the post step',
    ));
});
