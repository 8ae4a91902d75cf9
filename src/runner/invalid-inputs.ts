import { ActionError } from '../shared/action-error.ts';

/** Names all that is wrong with the inputs, or with the runner that gives them. */
export function invalidInputsError(problems: readonly string[]): ActionError {
  return new ActionError('invalid-inputs', {
    problem: ['The inputs of this step cannot be used:', ...problems.map((problem) => `  - ${problem}`)].join(
      '\n',
    ),
    likelyCause: 'a mistake in the `with:` block of the workflow, or an unset variable or secret there.',
    remedy: 'correct what is listed. Nothing was changed, and no request was sent.',
  });
}
