import { Failure } from '../shared/action-error.ts';

/** Names all that is wrong with the inputs, or with the runner that gives them. */
export function invalidInputs(problems: readonly string[]): Failure {
  return new Failure('invalid-inputs', {
    happened: [
      'The inputs of this step cannot be used:',
      ...problems.map((problem) => `  - ${problem}`),
    ].join('\n'),
    likely: 'a mistake in the `with:` block of the workflow, or an unset variable or secret there.',
    fix: 'correct what is listed. Nothing was changed, and no request was sent.',
  });
}
