import { describe, expect, test } from '@jest/globals';
import {
  complete,
  idle,
  isInOrder,
  loseAnswer,
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

describe('what must happen to the new secret', () => {
  test.each([
    ['before anything was begun', idle, { kind: 'nothing' }],
    ['while it is added', states.adding, { kind: 'remove', keyId: undefined }],
    ['once it was added', states.added, { kind: 'remove', keyId }],
    ['while the first destination is written', states.storingFirst, { kind: 'ask', keyId, unclear: writing }],
    [
      'while a later destination is written',
      states.storingSecond,
      { kind: 'keep', keyId, stored: [1], unclear: writing },
    ],
    ['once a destination holds it', states.stored, { kind: 'keep', keyId, stored: [0], unclear: undefined }],
    ['once all do', states.complete, { kind: 'keep', keyId, stored: [0, 1], unclear: undefined }],
    ['once it was removed', states.removed, { kind: 'nothing' }],
    [
      'once it was removed while a write was not confirmed',
      states.removedUnclear,
      { kind: 'check', unclear: writing },
    ],
  ])('%s', (_, state, expected) => {
    const { from, ...recovery } = { from: undefined, ...recoveryFor(state) };
    expect(recovery).toEqual(expected);
    expect(from).toBe(recovery.kind === 'nothing' ? undefined : state);
  });

  test.each(['added', 'storingFirst', 'storingSecond', 'stored', 'complete'] as const)(
    'is its removal when it is for this job alone, also when %s',
    (step) => {
      expect(recoveryFor(revoked[step])).toMatchObject({ kind: 'remove', keyId });
    },
  );
});

describe('whether the post step has nothing to do', () => {
  test.each<[string, RotationState, boolean]>([
    ['nothing was begun', idle, true],
    ['all destinations hold the secret', states.complete, true],
    ['the secret is gone', states.removed, true],
    ['an answer was lost', { ...states.complete, lostAnswer: true }, false],
    ['the secret is for this job alone', revoked.complete, false],
    ['some destinations hold the secret', states.stored, false],
    ['the secret is gone, a write unclear', states.removedUnclear, false],
    ['no destination holds the secret', states.added, false],
  ])('%s', (_, state, expected) => {
    expect(isInOrder(state)).toBe(expected);
  });
});

describe('a state', () => {
  test('keeps that an answer was lost', () => {
    expect(states.adding.lostAnswer).toBe(false);
    const lost = loseAnswer(states.adding);
    expect(lost).toEqual({ ...states.adding, lostAnswer: true });
    expect(remove(lost)).toMatchObject({ step: 'removed', lostAnswer: true });
  });

  test('forgets a write that was refused, and keeps those before it', () => {
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
