import { describe, expect, test } from '@jest/globals';
import {
  complete,
  idle,
  loseAnswer,
  needsCleanUp,
  recoveryFor,
  refuseWrite,
  remove,
  startWrite,
  store,
  type RotationState,
} from '../../../src/rotation/state.ts';
import { intent, keyId, statesOf, writing } from '../../helpers/states.ts';

const states = statesOf(intent);
const revoked = statesOf({ ...intent, revokeAfterJob: true });

describe('the recovery', () => {
  test.each([
    ['is nothing before anything was begun', idle, { kind: 'nothing' }],
    [
      'is a removal by description while the secret is added',
      states.adding,
      { kind: 'remove', keyId: undefined },
    ],
    ['is a removal once the secret was added', states.added, { kind: 'remove', keyId }],
    [
      'asks the destination while the first one is written',
      states.storingFirst,
      { kind: 'ask', keyId, unclear: writing },
    ],
    [
      'keeps the secret while a later destination is written',
      states.storingSecond,
      { kind: 'keep', keyId, stored: [1], unclear: writing },
    ],
    [
      'keeps the secret once a destination holds it',
      states.stored,
      { kind: 'keep', keyId, stored: [0], unclear: undefined },
    ],
    [
      'keeps the secret once all destinations hold it',
      states.complete,
      { kind: 'keep', keyId, stored: [0, 1], unclear: undefined },
    ],
    ['is nothing once the secret was removed', states.removed, { kind: 'nothing' }],
    [
      'checks the destination once the secret was removed while a write was not confirmed',
      states.removedUnclear,
      { kind: 'check', unclear: writing },
    ],
  ])('%s', (_, state, expected) => {
    const { from, ...recovery } = { from: undefined, ...recoveryFor(state) };
    expect(recovery).toEqual(expected);
    expect(from).toBe(recovery.kind === 'nothing' ? undefined : state);
  });

  test.each(['added', 'storingFirst', 'storingSecond', 'stored', 'complete'] as const)(
    'is a removal when the secret is for this job only and the state is %s',
    (step) => {
      expect(recoveryFor(revoked[step])).toMatchObject({ kind: 'remove', keyId });
    },
  );
});

describe('the post step has', () => {
  test.each<[string, RotationState, boolean]>([
    ['nothing to do when nothing was begun', idle, false],
    ['nothing to do when all destinations hold the secret', states.complete, false],
    ['nothing to do when the secret was removed', states.removed, false],
    ['something to do when an answer was lost', { ...states.complete, lostAnswer: true }, true],
    ['something to do when the secret is for this job only', revoked.complete, true],
    ['something to do when only some destinations hold the secret', states.stored, true],
    ['something to do when the secret was removed and a write is unclear', states.removedUnclear, true],
    ['something to do when no destination holds the secret', states.added, true],
  ])('%s', (_, state, expected) => {
    expect(needsCleanUp(state)).toBe(expected);
  });
});

describe('a state', () => {
  test('remembers that an answer was lost', () => {
    expect(states.adding.lostAnswer).toBe(false);
    const lost = loseAnswer(states.adding);
    expect(lost).toEqual({ ...states.adding, lostAnswer: true });
    expect(remove(lost)).toMatchObject({ step: 'removed', lostAnswer: true });
  });

  test('forgets a write that was refused and remembers those before it', () => {
    expect(refuseWrite(states.storingFirst)).toEqual(states.added);
    expect(refuseWrite(states.storingSecond)).toEqual(store(states.added, 1));
  });

  test('remembers each destination that holds the value', () => {
    expect(startWrite(states.stored, writing).stored).toEqual([0]);
    expect(store(states.stored, 1).stored).toEqual([0, 1]);
    expect(complete(states.storingSecond).stored).toEqual([1]);
  });

  test('remembers a write that was not confirmed when the secret is removed', () => {
    expect(remove(states.storingFirst)).toEqual({ ...states.removed, unclear: writing });
    expect(remove(states.stored)).toEqual(states.removed);
  });
});
