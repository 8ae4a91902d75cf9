import { throwIfAny, toActionErrors } from './action-error.ts';

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
