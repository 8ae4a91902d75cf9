import type { ApplicationContext } from '../../src/rotation/context.ts';
import { createTestContext, WaitingClock } from './test-context.ts';

/** An error in place of an answer. */
export const down = new Error('down');

/** What a read lists: key IDs and descriptions. */
export type Read = readonly (readonly [keyId: string, displayName: string])[] | Error;
export type Removal = 'removed' | 'not-found' | Error;

/** A directory that records the requests that it gets. */
export interface ScriptedDirectory extends ApplicationContext {
  readonly waits: readonly number[];
  /** The key IDs of the requested removals, in order. */
  readonly removals: readonly string[];
  readonly countReads: () => number;
}

/** A directory that answers each read, and each removal, with the next of these; the last one again and again. */
export function scriptedDirectory(
  reads: readonly Read[],
  removalAnswers: readonly Removal[],
): ScriptedDirectory {
  const clock = new WaitingClock();
  const removals: string[] = [];
  let read = 0;
  const next = <T>(answers: readonly T[], index: number): T => {
    const answer = answers[Math.min(index, answers.length - 1)];
    if (answer === undefined) throw new Error('nothing scripted');
    return answer;
  };
  const context = createTestContext({ clock });
  const applications: ApplicationContext['applications'] = {
    ...context.applications,
    listSecrets: () => {
      const answer = next(reads, read);
      read += 1;
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer.map(([keyId, displayName]) => ({ keyId, displayName })));
    },
    removePassword: (_, keyId) => {
      removals.push(keyId);
      const answer = next(removalAnswers, removals.length - 1);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const application = { applicationId: 'app', objectId: 'object' };
  return { ...context, application, applications, waits: clock.waits, removals, countReads: () => read };
}
