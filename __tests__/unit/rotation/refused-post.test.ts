import { describe, expect, test } from '@jest/globals';
import { createJournal } from '../../../src/rotation/journal.ts';
import { refusedPostError } from '../../../src/rotation/refused-post.ts';
import type { RotationState } from '../../../src/rotation/state.ts';
import type { WorkflowRun } from '../../../src/runner/run-context.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import { intent, statesOf } from '../../helpers/states.ts';

const states = statesOf(intent);
const run: WorkflowRun = {
  repository: 'acme/ops',
  repositoryId: '70010001',
  id: 7001,
  attempt: 1,
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  workspace: '/workspace',
  temp: '/temp',
};
const refusal = new ActionError('unsafe-environment', { problem: 'x', likelyCause: 'y', remedy: 'z' });

/** What the post step says when the main step came so far. */
function told(state: RotationState, of: WorkflowRun = run): ActionError {
  let text = '';
  createJournal((written) => {
    text = written;
  }).save(state);
  return refusedPostError(refusal, text, of, () => '');
}

describe('a post step that does not run', () => {
  test.each([
    ['is to be removed', states.added],
    ['was being stored', states.storingFirst],
  ])('says which secret may be left when it %s', (_, saved) => {
    const { code, state } = told(saved);
    expect(code).toBe('unsafe-environment');
    expect(state).toContain(`A secret described "${intent.displayName}" may be on the application`);
  });

  test.each([
    ['had not begun', { step: 'idle' as const }],
    ['had completed', states.complete],
  ])('says nothing of a secret when the main step %s', (_, saved) => {
    expect(told(saved)).toBe(refusal);
  });

  test('repeats no description from a record of another run', () => {
    expect(() => told(states.added, { ...run, attempt: 2 })).toThrow(
      expect.objectContaining({ code: 'journal-not-believed' }),
    );
  });
});
