import { ActionError } from '../shared/action-error.ts';

/** Reports problems with the inputs or with the runner's variables. @param problems sentences */
export function invalidInputsError(problems: readonly string[]): ActionError {
  return new ActionError('invalid-inputs', {
    problem: ['The inputs of this step are invalid:', ...problems.map((problem) => `  - ${problem}`)].join(
      '\n',
    ),
    likelyCause: 'a mistake in `with:`, or an unset variable or secret.',
    remedy: 'resolve all listed problems. Nothing was changed, and no request was sent.',
  });
}
