import { toActionError, ActionError } from './action-error.ts';

/** The errors of concurrent work, reported together so that all of them can be fixed before the next run. */
export class ActionErrors extends AggregateError {
  readonly actionErrors: readonly ActionError[];

  constructor(errors: readonly ActionError[]) {
    super(errors, errors.map(({ code }) => code).join(', '));
    this.name = 'ActionErrors';
    this.actionErrors = errors;
  }
}

/** Converts anything that was thrown into a list of errors. */
export function toActionErrors(error: unknown): readonly ActionError[] {
  return error instanceof ActionErrors ? error.actionErrors : [toActionError(error)];
}

/**
 * Awaits all promises, even when one rejects, so that no work continues in the background.
 *
 * @throws ActionError when one rejected, ActionErrors when several did
 */
export async function settleAll<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(promises);
  throwIfAny(
    settled.flatMap((result) => (result.status === 'rejected' ? toActionErrors(result.reason) : [])),
  );
  return Promise.all(promises);
}

/** @throws ActionError when there is one error, ActionErrors when there are several */
export function throwIfAny(errors: readonly ActionError[]): void {
  const [first, ...others] = errors;
  if (first !== undefined) throw others.length === 0 ? first : new ActionErrors(errors);
}

/**
 * Awaits all promises like `settleAll`. For promises whose errors would all report the same problem.
 *
 * @throws the error of the first promise in the list that rejected
 */
export async function settleAllOrFirst<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(promises);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return Promise.all(promises);
}
