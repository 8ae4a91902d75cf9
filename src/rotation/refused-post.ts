import type { WorkflowRun } from '../runner/run-context.ts';
import { toActionError, type ActionError } from '../shared/action-error.ts';
import { readJournal } from './journal.ts';
import { requireOwnRecord } from './own-record.ts';
import { isInOrder } from './state.ts';

/**
 * A post step that does not run leaves behind what it was to remove: the error says so, if the record is this run's own.
 *
 * @param error why the post step does not run
 * @param saved what the main step saved last
 */
export function refusedPostError(
  error: unknown,
  saved: string,
  run: WorkflowRun,
  getInput: (name: string) => string,
): ActionError {
  const failure = toActionError(error);
  const state = readJournal(saved);
  if (state.step === 'idle' || isInOrder(state)) return failure;
  const { intent } = state;
  requireOwnRecord(intent, run, getInput);
  return failure.withState(
    `this step did nothing. A secret described "${intent.displayName}" may be on the application, active. Unless a destination holds it, remove it by hand.`,
  );
}
