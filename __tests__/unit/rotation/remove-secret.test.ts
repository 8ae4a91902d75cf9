import { describe, expect, test } from '@jest/globals';
import { removeSecrets, type RemovalOrder, type RemovalResult } from '../../../src/rotation/remove-secret.ts';
import {
  down,
  scriptedDirectory,
  type Read,
  type Removal,
  type ScriptedDirectory,
} from '../../helpers/scripted-directory.ts';

const pollDelays = [0, 1_000, 2_000, 4_000];
const order: RemovalOrder = {
  keyIds: ['one'],
  unseen: true,
  mustGo: ({ displayName }) => displayName === 'ours',
  agreeingReads: 1,
  pollDelays,
  mayBeMore: false,
  onFailure: 'repeat',
};
const one: Read = [['one', 'ours']];

async function run(
  change: Partial<RemovalOrder>,
  reads: readonly Read[],
  removals: readonly Removal[],
): Promise<{ result: RemovalResult; told: ScriptedDirectory }> {
  const told = scriptedDirectory(reads, removals);
  return { result: await removeSecrets({ ...order, ...change }, told), told };
}

describe('a removal counts', () => {
  test('when a later read does not show the secret', async () => {
    const { result, told } = await run({}, [[]], ['removed']);
    expect(result).toMatchObject({ gone: new Set(['one']), complete: true, failure: undefined });
    expect(told).toMatchObject({ waits: [0], asked: ['one'] });
    expect(told.reads()).toBe(1);
  });

  test('when as many reads agree as are wanted', async () => {
    const { result, told } = await run({ agreeingReads: 2 }, [[], one, [], []], ['removed']);
    expect(result.complete).toBe(true);
    // The second read comes from a replica that has not heard of the removal, or the removal had no effect.
    expect(told.asked).toEqual(['one', 'one']);
    expect(told.reads()).toBe(4);
  });

  test('when it had no effect once, and is repeated', async () => {
    const { result, told } = await run({}, [one, []], ['removed']);
    expect(result.complete).toBe(true);
    expect(told).toMatchObject({ waits: [0, 1_000], asked: ['one', 'one'] });
  });

  test('never while reads show the secret', async () => {
    const { result, told } = await run({}, [one], ['removed']);
    expect(result).toMatchObject({ gone: new Set(), complete: false, failure: undefined });
    expect(told).toMatchObject({ waits: pollDelays, asked: ['one', 'one', 'one', 'one'] });
  });

  test('not when no read answers', async () => {
    const { result, told } = await run({}, [down], ['removed']);
    expect(result).toMatchObject({ gone: new Set(), complete: false, failure: { code: 'unexpected' } });
    expect(told).toMatchObject({ waits: pollDelays, asked: ['one'] });
  });

  test('when the answer to it was lost, and reads do not show the secret', async () => {
    const { result } = await run({}, [one, []], [down, 'not-found']);
    expect(result.complete).toBe(true);
  });
});

describe('"not found"', () => {
  test('is success when the secret was seen before', async () => {
    const { result, told } = await run({ unseen: false }, [one, []], ['not-found']);
    expect(result.complete).toBe(true);
    expect(told).toMatchObject({ waits: [0], asked: ['one'] });
  });

  test('says nothing of a secret that was never seen: it is tried again at each look, and gone when all agree', async () => {
    const { result, told } = await run({}, [[]], ['not-found']);
    expect(result.complete).toBe(true);
    expect(told).toMatchObject({ waits: pollDelays, asked: ['one', 'one', 'one', 'one'] });
  });

  test('is not success when one read alone agrees', async () => {
    const { result } = await run({}, [down, down, down, []], ['not-found']);
    expect(result).toMatchObject({ gone: new Set(), complete: false });
  });
});

describe('a secret that must be read first', () => {
  test('is removed after a read has shown it', async () => {
    const { result, told } = await run({ unseen: false }, [[], one, []], ['removed']);
    expect(result.complete).toBe(true);
    expect(told).toMatchObject({ waits: [0, 1_000], asked: ['one'] });
  });

  test('is never removed when it is not one that must go', async () => {
    const { result, told } = await run({ unseen: false }, [[['one', 'by hand']]], ['removed']);
    expect(result).toMatchObject({ gone: new Set(), foreign: ['one'], complete: false });
    expect(told).toMatchObject({ waits: [0], asked: [] });
  });

  test('does not keep others from going', async () => {
    const two: Read = [
      ['one', 'by hand'],
      ['two', 'ours'],
    ];
    const { result, told } = await run(
      { unseen: false, mayBeMore: true },
      [two, [['one', 'by hand']]],
      ['removed'],
    );
    expect(result).toMatchObject({ gone: new Set(['two']), foreign: ['one'], complete: false });
    expect(told.asked).toEqual(['two']);
  });
});

describe('secrets that may surface', () => {
  const surfacing = { keyIds: [], unseen: false, mayBeMore: true };

  test('are looked for to the end', async () => {
    const { result, told } = await run(surfacing, [[]], []);
    expect(result).toMatchObject({ gone: new Set(), complete: true });
    expect(told.waits).toEqual(pollDelays);
  });

  test('are removed at the last look, too', async () => {
    const { result } = await run(surfacing, [[], [], [], one, []], ['removed']);
    expect(result).toMatchObject({ gone: new Set(['one']), complete: true });
  });

  test('may be there when the last look could not read', async () => {
    const { result } = await run(surfacing, [[], [], [], down], []);
    expect(result.complete).toBe(false);
  });

  test('may be there when the time is up', async () => {
    const { result, told } = await run({ ...surfacing, pollDelays: [0, 1_000, 90_000] }, [[]], []);
    expect(result.complete).toBe(false);
    expect(told.waits).toEqual([0, 1_000]);
  });
});

describe('after a removal that failed', () => {
  const keyIds = ['one', 'two', 'three'];

  test('the others are removed all the same, and it is tried again', async () => {
    const { result, told } = await run({ keyIds }, [one, []], ['removed', down, 'removed', 'removed']);
    expect(told.asked).toEqual(['one', 'two', 'three', 'one', 'two']);
    expect(result).toMatchObject({ gone: new Set(keyIds), complete: true });
  });

  test('nothing more is removed when that is wanted, and what was removed counts', async () => {
    const rest: Read = [
      ['two', 'ours'],
      ['three', 'ours'],
    ];
    const { result, told } = await run({ keyIds, onFailure: 'stop' }, [rest], ['removed', down]);
    expect(told).toMatchObject({ waits: [0], asked: ['one', 'two'] });
    expect(result).toMatchObject({
      gone: new Set(['one']),
      complete: false,
      failure: { code: 'unexpected' },
    });
  });
});

test('each removal finds time, whatever was used up before', async () => {
  const told = scriptedDirectory([[]], ['removed']);
  await told.clock.sleep(60_000);
  await expect(removeSecrets(order, told)).resolves.toMatchObject({ complete: true });
  expect(told.budget.remaining()).toBe(25_000);
});
