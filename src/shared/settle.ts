import { toActionError, ActionError } from './action-error.ts';

/** Several failures of things that were done at once, so that all of them can be mended before the next run. */
export class ActionErrors extends AggregateError {
  readonly actionErrors: readonly ActionError[];

  constructor(failures: readonly ActionError[]) {
    super(failures, failures.map(({ code }) => code).join(', '));
    this.name = 'ActionErrors';
    this.actionErrors = failures;
  }
}

/** The failures in whatever was thrown: one, or those of things that were done at once. */
export function toActionErrors(error: unknown): readonly ActionError[] {
  return error instanceof ActionErrors ? error.actionErrors : [toActionError(error)];
}

/**
 * Awaits all, also when one fails: nothing goes on in the background after it.
 *
 * @throws the one Failure, or Failures when several failed
 */
export async function settleAll<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(promises);
  throwIfAny(settled.flatMap((one) => (one.status === 'rejected' ? toActionErrors(one.reason) : [])));
  return Promise.all(promises);
}

/** @throws the one Failure, or Failures when there are several */
export function throwIfAny(failures: readonly ActionError[]): void {
  const [first, ...others] = failures;
  if (first !== undefined) throw others.length === 0 ? first : new ActionErrors(failures);
}

/**
 * Awaits all, as `together` does, where each failure would tell the same.
 *
 * @throws what the first of them that failed did, in their order
 */
export async function settleAllOrFirst<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(promises);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return Promise.all(promises);
}
