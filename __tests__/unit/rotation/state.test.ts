import { describe, expect, test } from '@jest/globals';
import {
  completed,
  idle,
  answerLost,
  needsCleanUp,
  recoveryFor,
  writeRefused,
  removed,
  writeStarted,
  stored,
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
      { kind: 'ask', keyId, unconfirmedWrite: writing },
    ],
    [
      'keeps the secret while a later destination is written',
      states.storingSecond,
      { kind: 'keep', keyId, stored: [1], unconfirmedWrite: writing },
    ],
    [
      'keeps the secret once a destination holds it',
      states.stored,
      { kind: 'keep', keyId, stored: [0], unconfirmedWrite: undefined },
    ],
    [
      'keeps the secret once all destinations hold it',
      states.complete,
      { kind: 'keep', keyId, stored: [0, 1], unconfirmedWrite: undefined },
    ],
    ['is nothing once the secret was removed', states.removed, { kind: 'nothing' }],
    [
      'checks the destination once the secret was removed while a write was not confirmed',
      states.removedUnconfirmed,
      { kind: 'check', unconfirmedWrite: writing },
    ],
  ])('%s', (_, state, expected) => {
    const { from, searchByDescription, ...recovery } = { from: undefined, ...recoveryFor(state) };
    expect(recovery).toEqual(expected);
    expect(from).toBe(recovery.kind === 'nothing' ? undefined : state);
    expect(searchByDescription).toBe(state.step === 'adding');
  });

  test.each(Object.entries({ ...states }))(
    'searches by the description when an answer was lost and the state is %s',
    (_, state) => {
      const { searchByDescription, ...recovery } = recoveryFor({ ...state, lostAnswer: true });
      expect(searchByDescription).toBe(true);
      expect(recovery.kind).toBe(recoveryFor(state).kind);
    },
  );

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
    [
      'something to do when the secret was removed and a write was not confirmed',
      states.removedUnconfirmed,
      true,
    ],
    ['something to do when no destination holds the secret', states.added, true],
  ])('%s', (_, state, expected) => {
    expect(needsCleanUp(state)).toBe(expected);
  });
});

describe('a state', () => {
  test('remembers that an answer was lost', () => {
    expect(states.adding.lostAnswer).toBe(false);
    const lost = answerLost(states.adding);
    expect(lost).toEqual({ ...states.adding, lostAnswer: true });
    expect(removed(lost)).toMatchObject({ step: 'removed', lostAnswer: true });
  });

  test('forgets a write that was refused and remembers those before it', () => {
    expect(writeRefused(states.storingFirst)).toEqual(states.added);
    expect(writeRefused(states.storingSecond)).toEqual(stored(states.added, 1));
  });

  test('remembers each destination that holds the value', () => {
    expect(writeStarted(states.stored, writing).stored).toEqual([0]);
    expect(stored(states.stored, 1).stored).toEqual([0, 1]);
    expect(completed(states.storingSecond).stored).toEqual([1]);
  });

  test('remembers a write that was not confirmed when the secret is removed', () => {
    expect(removed(states.storingFirst)).toEqual({ ...states.removed, unconfirmedWrite: writing });
    expect(removed(states.stored)).toEqual(states.removed);
  });
});
