import { describe, expect, test } from '@jest/globals';
import {
  removeSecrets,
  type RemovalOptions,
  type RemovalResult,
} from '../../../src/rotation/remove-secret.ts';
import {
  down,
  scriptedDirectory,
  type Read,
  type Removal,
  type ScriptedDirectory,
} from '../../helpers/scripted-directory.ts';

const pollDelays = [0, 1_000, 2_000, 4_000];
const order: RemovalOptions = {
  keyIds: ['one'],
  removeUnlisted: true,
  matches: ({ displayName }) => displayName === 'ours',
  requiredAbsences: 1,
  pollDelays,
  useAllPolls: false,
  afterFailure: 'retry',
};
const one: Read = [['one', 'ours']];

async function removeWith(
  change: Partial<RemovalOptions>,
  reads: readonly Read[],
  removalAnswers: readonly Removal[],
): Promise<{ result: RemovalResult; directory: ScriptedDirectory }> {
  const directory = scriptedDirectory(reads, removalAnswers);
  return { result: await removeSecrets({ ...order, ...change }, directory), directory };
}

describe('a removal', () => {
  test('counts when a later read does not list the secret', async () => {
    const { result, directory } = await removeWith({}, [[]], ['removed']);
    expect(result).toMatchObject({ gone: new Set(['one']), complete: true, failure: undefined });
    expect(directory).toMatchObject({ waits: [0], removals: ['one'] });
    expect(directory.countReads()).toBe(1);
  });

  test('counts when the required number of consecutive reads do not list the secret', async () => {
    const { result, directory } = await removeWith({ requiredAbsences: 2 }, [[], one, [], []], ['removed']);
    expect(result.complete).toBe(true);
    // The second read is from a replica that does not know the removal, or the removal had no effect.
    expect(directory.removals).toEqual(['one', 'one']);
    expect(directory.countReads()).toBe(4);
  });

  test('is repeated when the first one had no effect', async () => {
    const { result, directory } = await removeWith({}, [one, []], ['removed']);
    expect(result.complete).toBe(true);
    expect(directory).toMatchObject({ waits: [0, 1_000], removals: ['one', 'one'] });
  });

  test('does not count while reads list the secret', async () => {
    const { result, directory } = await removeWith({}, [one], ['removed']);
    expect(result).toMatchObject({ gone: new Set(), complete: false, failure: undefined });
    expect(directory).toMatchObject({ waits: pollDelays, removals: ['one', 'one', 'one', 'one'] });
  });

  test('does not count when every read fails', async () => {
    const { result, directory } = await removeWith({}, [down], ['removed']);
    expect(result).toMatchObject({ gone: new Set(), complete: false, failure: { code: 'unexpected' } });
    expect(directory).toMatchObject({ waits: pollDelays, removals: ['one'] });
  });

  test('counts when its answer was lost and a later read does not list the secret', async () => {
    const { result } = await removeWith({}, [one, []], [down, 'not-found']);
    expect(result.complete).toBe(true);
  });
});

describe('the answer "not found"', () => {
  test('counts as removed when a read has listed the secret before', async () => {
    const { result, directory } = await removeWith({ removeUnlisted: false }, [one, []], ['not-found']);
    expect(result.complete).toBe(true);
    expect(directory).toMatchObject({ waits: [0], removals: ['one'] });
  });

  test('is not conclusive for a secret that was never listed: the removal is repeated at each poll, and counts when no read lists it', async () => {
    const { result, directory } = await removeWith({}, [[]], ['not-found']);
    expect(result.complete).toBe(true);
    expect(directory).toMatchObject({ waits: pollDelays, removals: ['one', 'one', 'one', 'one'] });
  });

  test('does not count after a single read', async () => {
    const { result } = await removeWith({}, [down, down, down, []], ['not-found']);
    expect(result).toMatchObject({ gone: new Set(), complete: false });
  });
});

describe('a secret that must be listed first', () => {
  test('is removed after a read has listed it', async () => {
    const { result, directory } = await removeWith({ removeUnlisted: false }, [[], one, []], ['removed']);
    expect(result.complete).toBe(true);
    expect(directory).toMatchObject({ waits: [0, 1_000], removals: ['one'] });
  });

  test('is never removed when it does not match', async () => {
    const { result, directory } = await removeWith(
      { removeUnlisted: false },
      [[['one', 'by hand']]],
      ['removed'],
    );
    expect(result).toMatchObject({ gone: new Set(), mismatched: ['one'], complete: false });
    expect(directory).toMatchObject({ waits: [0], removals: [] });
  });

  test('does not prevent the removal of others when it does not match', async () => {
    const two: Read = [
      ['one', 'by hand'],
      ['two', 'ours'],
    ];
    const { result, directory } = await removeWith(
      { removeUnlisted: false, useAllPolls: true },
      [two, [['one', 'by hand']]],
      ['removed'],
    );
    expect(result).toMatchObject({ gone: new Set(['two']), mismatched: ['one'], complete: false });
    expect(directory.removals).toEqual(['two']);
  });
});

describe('secrets that can appear later', () => {
  const appearing = { keyIds: [], removeUnlisted: false, useAllPolls: true };

  test('are searched for until the last poll', async () => {
    const { result, directory } = await removeWith(appearing, [[]], []);
    expect(result).toMatchObject({ gone: new Set(), complete: true });
    expect(directory.waits).toEqual(pollDelays);
  });

  test('are also removed at the last poll', async () => {
    const { result } = await removeWith(appearing, [[], [], [], one, []], ['removed']);
    expect(result).toMatchObject({ gone: new Set(['one']), complete: true });
  });

  test('may be left when the last poll could not read', async () => {
    const { result } = await removeWith(appearing, [[], [], [], down], []);
    expect(result.complete).toBe(false);
  });

  test('may be left when the time is up', async () => {
    const { result, directory } = await removeWith(
      { ...appearing, pollDelays: [0, 1_000, 90_000] },
      [[]],
      [],
    );
    expect(result.complete).toBe(false);
    expect(directory.waits).toEqual([0, 1_000]);
  });
});

describe('a failed removal', () => {
  const keyIds = ['one', 'two', 'three'];

  test('removes the others and retries it at the next poll', async () => {
    const { result, directory } = await removeWith(
      { keyIds },
      [one, []],
      ['removed', down, 'removed', 'removed'],
    );
    expect(directory.removals).toEqual(['one', 'two', 'three', 'one', 'two']);
    expect(result).toMatchObject({ gone: new Set(keyIds), complete: true });
  });

  test('removes nothing else when `afterFailure` is `stop`, and counts what was removed', async () => {
    const rest: Read = [
      ['two', 'ours'],
      ['three', 'ours'],
    ];
    const { result, directory } = await removeWith(
      { keyIds, afterFailure: 'stop' },
      [rest],
      ['removed', down],
    );
    expect(directory).toMatchObject({ waits: [0], removals: ['one', 'two'] });
    expect(result).toMatchObject({
      gone: new Set(['one']),
      complete: false,
      failure: { code: 'unexpected' },
    });
  });
});

test('reserves time for each removal, whatever was used up before', async () => {
  const directory = scriptedDirectory([[]], ['removed']);
  await directory.clock.sleep(60_000);
  await expect(removeSecrets(order, directory)).resolves.toMatchObject({ complete: true });
  expect(directory.budget.remaining()).toBe(25_000);
});
