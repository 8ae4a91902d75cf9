import { asFailure, Failure } from './action-error.ts';

/** Several failures of things that were done at once, so that all of them can be mended before the next run. */
export class Failures extends AggregateError {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures, failures.map(({ code }) => code).join(', '));
    this.name = 'Failures';
    this.failures = failures;
  }
}

/** The failures in whatever was thrown: one, or those of things that were done at once. */
export function failuresIn(error: unknown): readonly Failure[] {
  return error instanceof Failures ? error.failures : [asFailure(error)];
}

/**
 * Awaits all, also when one fails: nothing goes on in the background after it.
 *
 * @throws the one Failure, or Failures when several failed
 */
export async function together<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(promises);
  throwAny(settled.flatMap((one) => (one.status === 'rejected' ? failuresIn(one.reason) : [])));
  return Promise.all(promises);
}

/** @throws the one Failure, or Failures when there are several */
export function throwAny(failures: readonly Failure[]): void {
  const [first, ...others] = failures;
  if (first !== undefined) throw others.length === 0 ? first : new Failures(failures);
}

/**
 * Awaits all, as `together` does, where each failure would tell the same.
 *
 * @throws what the first of them that failed did, in their order
 */
export async function allOf<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(promises);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return Promise.all(promises);
}
