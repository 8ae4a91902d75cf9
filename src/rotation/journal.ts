import * as v from 'valibot';
import { ActionError } from '../shared/action-error.ts';
import { guid } from '../entra/graph/application.ts';
import { idle, rotationState, type RotationState } from './state.ts';

/** Increased with each change of the format, so that a text of another version of the action is never misread. */
const version = 1;

/** Saves the state of a run for the post step. */
export interface Journal {
  /** The current state, saved or not. */
  readonly state: () => RotationState;
  /** Saves a state that must be saved before the run continues. @throws when it cannot be saved */
  readonly save: <S extends RotationState>(next: S) => S;
  /** Saves a state that only saves the post step some work. If that fails, the next state includes it. */
  readonly trySave: <S extends RotationState>(next: S) => S;
  /** Saves which compromised secrets the run still has to remove. If that fails, the next state includes it. */
  readonly setCompromised: (keyIds: readonly string[]) => void;
}

/**
 * Creates a journal, and saves at once that nothing has started. Otherwise the post step would read what an earlier step of the
 * job may have put into the variable of that name.
 *
 * @param write saves a text for the post step before it returns
 */
export function createJournal(write: (text: string) => void): Journal {
  let current: RotationState = idle;
  let compromised: readonly string[] = [];
  const save = <S extends RotationState>(next: S): S => {
    current = next;
    write(JSON.stringify({ version, ...next, ...(compromised.length > 0 && { compromised }) }));
    return next;
  };
  const trySave = <S extends RotationState>(next: S): S => {
    try {
      return save(next);
    } catch {
      return next;
    }
  };
  save(idle);
  return {
    state: () => current,
    save,
    trySave,
    setCompromised(keyIds) {
      if (keyIds.length + compromised.length === 0) return;
      compromised = keyIds;
      trySave(current);
    },
  };
}

/** How to find a secret that the run may have left, when the record of the run cannot be used. */
export const lookForSecret =
  "in the portal, under App registrations > Exalate's application > Certificates & secrets, look for a client secret whose description has the number of this run, and remove it if no destination holds it";

const versioned = v.object({ version: v.literal(version) });

/**
 * Reads what the main step saved last.
 *
 * @param text empty when the main step never started
 * @throws ActionError `journal-unreadable`
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
        'the two steps are from different versions of this action, or the runner lost part of the text.',
      remedy: `${lookForSecret}.`,
    });
  }
}

const withCompromised = v.pipe(v.string(), v.parseJson(), v.object({ compromised: v.array(guid) }));

/** Reads the key IDs of the compromised secrets that the main step still had to remove when it ended. */
export function readCompromised(text: string): readonly string[] {
  const result = v.safeParse(withCompromised, text);
  return result.success ? result.output.compromised : [];
}
