import * as v from 'valibot';
import { ActionError } from '../shared/action-error.ts';
import { idle, rotationState, type RotationState } from './state.ts';

/** Changes with the form of the saved text, so that a text of another version of the action is never misread. */
const version = 1;

/** Saves the state of a run where the post step finds it. */
export interface Journal {
  /** What the run has come to, saved or not. */
  readonly state: () => RotationState;
  /** Saves a state that must be saved before the run goes on. @throws when it cannot be saved */
  readonly save: <S extends RotationState>(next: S) => S;
  /** Saves a state that only spares the post step some work. If it cannot be saved, the next one says it as well. */
  readonly trySave: <S extends RotationState>(next: S) => S;
}

/**
 * A journal that says at once that nothing has begun: otherwise the post step would read whatever an earlier step of
 * the job put into the variable of that name.
 *
 * @param write keeps a text where the post step finds it, at once
 */
export function createJournal(write: (text: string) => void): Journal {
  let current: RotationState = idle;
  const save = <S extends RotationState>(next: S): S => {
    current = next;
    write(JSON.stringify({ version, ...next }));
    return next;
  };
  save(idle);
  return {
    state: () => current,
    save,
    trySave(next) {
      try {
        return save(next);
      } catch {
        return next;
      }
    },
  };
}

const versioned = v.object({ version: v.literal(version) });

/**
 * Reads what the main step saved last.
 *
 * @param text empty when the main step never started
 * @throws Failure `journal-unreadable`
 */
export function readJournal(text: string): RotationState {
  if (text === '') return idle;
  try {
    const parsed: unknown = JSON.parse(text);
    v.parse(versioned, parsed);
    return v.parse(rotationState, parsed);
  } catch {
    throw new ActionError('journal-unreadable', {
      problem: 'The post step cannot read what the main step of this action saved for it.',
      likelyCause:
        'the two steps are of different versions of this action, or the runner lost part of the text.',
      remedy: 'check the application for an unused secret of this run, and remove it.',
    });
  }
}
