// @slow
import { afterAll, beforeAll, describe, jest, test } from '@jest/globals';
import { expectRequestCount, printTally, requests, runWithFault } from '../helpers/fault-runs.ts';

beforeAll(expectRequestCount);
afterAll(printTally);

jest.setTimeout(90_000);

// A run waits for an answer in real time: these tests take as long as all others on faults, so they run beside them.
describe.each(requests)('a run keeps its guarantees when request %d gets', (index) => {
  test('no answer, once', () => runWithFault(index, { kind: 'hang' }, 'once'));

  test('no answer after it took effect, once', () =>
    runWithFault(index, { kind: 'hang', after: true }, 'once'));
});
