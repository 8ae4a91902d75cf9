import { describe, expect, test } from '@jest/globals';
import {
  noState,
  UnconfirmedWriteError,
  type Destination,
  type DestinationState,
} from '../../../src/destinations/destination.ts';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import { storeInAll, wasWritten } from '../../../src/rotation/store-secret.ts';
import { intent, statesOf } from '../../helpers/states.ts';
import { createTestContext, createTestServices, WaitingClock } from '../../helpers/test-context.ts';

const empty: DestinationState = { revision: 'none', evidence: { kind: 'empty' } };
const down = new Error('down');

function written(revision: string): DestinationState {
  return { revision, evidence: { kind: 'written', at: new Date(0) } };
}

/** A destination that shows these states, one after the other, and the last one again and again. */
function createDestination(states: readonly (DestinationState | Error)[]): Destination {
  let reads = 0;
  return {
    label: 'x',
    persistent: true,
    url: undefined,
    prepare: () => Promise.reject(new Error('a call that the test does not expect')),
    readState: () => {
      const state = states[Math.min(reads, states.length - 1)] ?? down;
      reads += 1;
      return state instanceof Error ? Promise.reject(state) : Promise.resolve(state);
    },
  };
}

describe('a destination whose write was not confirmed', () => {
  const allDelays = [0, 1_000, 2_000, 4_000, 8_000, 15_000];

  /** Checks a destination that showed the revision `before` before the write. */
  async function check(
    states: readonly (DestinationState | Error)[],
  ): Promise<{ isWritten: boolean; waits: readonly number[] }> {
    const clock = new WaitingClock();
    const services = createTestServices({ clock });
    const isWritten = await wasWritten(createDestination(states), 'before', services);
    return { isWritten, waits: clock.waits };
  }

  test('was written once its revision changes', async () => {
    const states = [written('before'), written('before'), written('after')];
    expect(await check(states)).toEqual({ isWritten: true, waits: [0, 1_000, 2_000] });
  });

  test('was not written when its revision is the same for half a minute', async () => {
    expect(await check([written('before')])).toEqual({ isWritten: false, waits: allDelays });
  });

  test('was not written when its value has been deleted since', async () => {
    expect(await check([empty])).toEqual({ isWritten: false, waits: allDelays });
  });

  test('was not written when it shows no state', async () => {
    expect(await check([noState])).toEqual({ isWritten: false, waits: allDelays });
  });

  test('stays unknown when it cannot be read', async () => {
    await expect(check([written('before'), down])).rejects.toThrow(down);
  });

  test('is checked even when the time was up', async () => {
    const clock = new WaitingClock();
    const budget = new TimeBudget(clock, 60_000, 0);
    await clock.sleep(70_000);
    await wasWritten(createDestination([written('after')]), 'before', createTestServices({ clock, budget }));
    expect(budget.remaining()).toBe(30_000);
  });
});

test('a value that arrived counts as stored although no response to its writes did', async () => {
  const clock = new WaitingClock();
  const budget = new TimeBudget(clock, 60_000, 0);
  let revision = 'before';
  let writes = 0;
  const destination = {
    ...createDestination([]),
    index: 0,
    revision,
    evidence: { kind: 'written', at: new Date(0) } as const,
    checkedAt: clock.now(),
    readState: () =>
      // A request that has no time left gets no response.
      budget.requestTimeout() < 1_000 ? Promise.reject(down) : Promise.resolve(written(revision)),
    write: async () => {
      budget.ensureRemaining(25_000);
      writes += 1;
      revision = 'after';
      await clock.sleep(budget.requestTimeout());
      const error = { problem: 'x', likelyCause: 'y', remedy: 'z' };
      throw new UnconfirmedWriteError(new ActionError('github-unreachable', error));
    },
  };
  const context = { ...createTestContext({ clock, budget }), destinations: [destination] };
  const secret = { keyId: 'new', endDateTime: new Date(0), tags: {}, secretText: 'x' };
  expect((await storeInAll(secret, statesOf(intent).added, context)).step).toBe('stored');
  expect(writes).toBe(3);
});
