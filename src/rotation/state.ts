import * as v from 'valibot';
import { destinationSpec } from '../destinations/spec.ts';
import { guid } from '../entra/graph/application.ts';
import { cloudNames } from '../azure/cloud.ts';

/** What a run is about to do, known before it adds a secret: everything that the post step needs to act alone. */
const intent = v.object({
  tenantId: guid,
  clientId: guid,
  cloud: v.picklist(cloudNames),
  applicationId: guid,
  objectId: guid,
  /** The description of the secret, which no other run uses. */
  displayName: v.string(),
  destinations: v.array(destinationSpec),
  /** Whether the secret is for this job only, and is removed when the job ends. */
  revokeAfterJob: v.boolean(),
});

/** A write that was recorded before it was sent. */
const pendingWrite = v.object({
  /** The position of the destination in the intent's list. */
  destination: v.number(),
  /** The revision of the destination before the write. */
  revisionBefore: v.string(),
});

const begunFields = {
  intent,
  /** A response to addPassword was lost, or does not prove that nothing was added: another secret with the same description can appear later. */
  lostAnswer: v.boolean(),
};

/** The positions, in the intent's list, of the destinations that hold the value. */
const storedPositions = v.array(v.number());
const storedSomewhere = v.pipe(storedPositions, v.minLength(1));

const state = v.variant('step', [
  v.object({ step: v.literal('idle') }),
  v.object({ step: v.literal('adding'), ...begunFields }),
  v.object({ step: v.literal('added'), ...begunFields, keyId: guid }),
  v.object({
    step: v.literal('storing'),
    ...begunFields,
    keyId: guid,
    stored: storedPositions,
    writing: pendingWrite,
  }),
  v.object({ step: v.literal('stored'), ...begunFields, keyId: guid, stored: storedSomewhere }),
  v.object({ step: v.literal('complete'), ...begunFields, keyId: guid, stored: storedSomewhere }),
  v.object({ step: v.literal('removed'), ...begunFields, unconfirmedWrite: v.optional(pendingWrite) }),
]);

export type Intent = v.InferOutput<typeof intent>;
export type PendingWrite = v.InferOutput<typeof pendingWrite>;

/**
 * How far a run has come with its secret. Each state is saved before the step that it announces or right after the step that
 * it reports, since a run can be killed at any moment. It never contains a value or a token.
 */
export type RotationState = v.InferOutput<typeof state>;

/** A state as the journal keeps it. */
export const rotationState = v.pipe(state, v.check(pointsToOwnDestinations));

/** Whether every position in a state is within its list of destinations. */
function pointsToOwnDestinations(state: RotationState): boolean {
  if (state.step === 'idle') return true;
  const writes = [
    'writing' in state ? state.writing : undefined,
    'unconfirmedWrite' in state ? state.unconfirmedWrite : undefined,
  ].filter((write) => write !== undefined);
  const indexes = ['stored' in state ? state.stored : [], writes.map(({ destination }) => destination)];
  return indexes.flat().every((index) => index in state.intent.destinations);
}

/** The state at one of these steps. */
export type In<Step extends RotationState['step']> = Extract<RotationState, { step: Step }>;

/** Nothing has begun. */
export const idle: In<'idle'> = { step: 'idle' };

/** A secret is about to be added. */
export function begun(intent: Intent): In<'adding'> {
  return { step: 'adding', intent, lostAnswer: false };
}

/** A response to addPassword was lost, or does not prove that nothing was added. */
export function answerLost(state: In<'adding'>): In<'adding'> {
  return { ...state, lostAnswer: true };
}

/** The secret was added. */
export function added({ intent, lostAnswer }: In<'adding'>, keyId: string): In<'added'> {
  return { step: 'added', intent, lostAnswer, keyId };
}

/** A destination that can be read is about to be written. */
export function writeStarted(state: In<'added' | 'stored'>, writing: PendingWrite): In<'storing'> {
  const { intent, lostAnswer, keyId } = state;
  return { step: 'storing', intent, lostAnswer, keyId, stored: storedIn(state), writing };
}

/** The destination definitely refused the value, or it was never sent. */
export function writeRefused({ intent, lostAnswer, keyId, stored }: In<'storing'>): In<'added' | 'stored'> {
  return stored.length === 0
    ? { step: 'added', intent, lostAnswer, keyId }
    : { step: 'stored', intent, lostAnswer, keyId, stored };
}

/** A destination stored the value. */
export function stored(state: In<'added' | 'storing' | 'stored'>, destination: number): In<'stored'> {
  const { intent, lostAnswer, keyId } = state;
  return { step: 'stored', intent, lostAnswer, keyId, stored: [...storedIn(state), destination] };
}

/** All destinations hold the value, or the error has listed which do not. */
export function completed({
  intent,
  lostAnswer,
  keyId,
  stored,
}: In<'storing' | 'stored' | 'complete'>): In<'complete'> {
  return { step: 'complete', intent, lostAnswer, keyId, stored };
}

/** As far as is known, no secret of this run is left. A write that was not confirmed may still arrive. */
export function removed(state: In<'adding' | 'added' | 'storing' | 'stored' | 'complete'>): In<'removed'> {
  const { intent, lostAnswer } = state;
  const unconfirmed = state.step === 'storing' ? { unconfirmedWrite: state.writing } : {};
  return { step: 'removed', intent, lostAnswer, ...unconfirmed };
}

function storedIn(state: In<'added' | 'storing' | 'stored'>): number[] {
  return state.step === 'added' ? [] : state.stored;
}

/** What must happen to the secrets of a run that ended in a state. */
export type Recovery = SecretRecovery & {
  /**
   * Whether to find and remove every other secret with the intent's description, whatever happens to the new secret: the run
   * may have added one whose key ID is not known.
   */
  readonly searchByDescription: boolean;
};

/** What must happen to the new secret. `from` is the state in which the run ended. */
type SecretRecovery =
  | { readonly kind: 'nothing' }
  /** Remove it. Without a key ID, find it by its description. */
  | {
      readonly kind: 'remove';
      readonly from: In<'adding' | 'added' | 'storing' | 'stored' | 'complete'>;
      readonly keyId: string | undefined;
    }
  /** Check the destination. If it was written, keep the secret; if not, remove it; if it cannot be read, keep it and report. */
  | {
      readonly kind: 'ask';
      readonly from: In<'storing'>;
      readonly keyId: string;
      readonly unconfirmedWrite: PendingWrite;
    }
  /** Keep it: a destination holds it. */
  | {
      readonly kind: 'keep';
      readonly from: In<'storing' | 'stored' | 'complete'>;
      readonly keyId: string;
      readonly stored: readonly number[];
      readonly unconfirmedWrite: PendingWrite | undefined;
    }
  /** The secret was removed. Check whether a write arrived after that: the destination would hold a dead value. */
  | { readonly kind: 'check'; readonly from: In<'removed'>; readonly unconfirmedWrite: PendingWrite };

/** Decides what must happen to the secrets of a run, for the main step when it fails and for the post step. */
export function recoveryFor(state: RotationState): Recovery {
  const searchByDescription = state.step !== 'idle' && (state.lostAnswer || state.step === 'adding');
  return { ...secretRecoveryFor(state), searchByDescription };
}

function secretRecoveryFor(state: RotationState): SecretRecovery {
  switch (state.step) {
    case 'idle':
      return { kind: 'nothing' };
    case 'removed':
      return state.unconfirmedWrite === undefined
        ? { kind: 'nothing' }
        : { kind: 'check', from: state, unconfirmedWrite: state.unconfirmedWrite };
    case 'adding':
      return { kind: 'remove', from: state, keyId: undefined };
    case 'added':
      return { kind: 'remove', from: state, keyId: state.keyId };
    default: {
      const { keyId, stored } = state;
      if (state.intent.revokeAfterJob) return { kind: 'remove', from: state, keyId };
      if (state.step !== 'storing')
        return { kind: 'keep', from: state, keyId, stored, unconfirmedWrite: undefined };
      const { writing: unconfirmedWrite } = state;
      return stored.length === 0
        ? { kind: 'ask', from: state, keyId, unconfirmedWrite }
        : { kind: 'keep', from: state, keyId, stored, unconfirmedWrite };
    }
  }
}

/** Whether the post step has anything to do: the main step began something and did not complete it. */
export function needsCleanUp(state: RotationState): boolean {
  const recovery = recoveryFor(state);
  if (recovery.searchByDescription) return true;
  return recovery.kind === 'keep' ? recovery.from.step !== 'complete' : recovery.kind !== 'nothing';
}
