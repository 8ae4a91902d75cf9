import type { Applications } from '../../src/entra/applications.ts';
import type { RemovalSite } from '../../src/rotation/remove-secret.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import type { Clock } from '../../src/shared/clock.ts';

/** Time goes by only in waits, which are remembered. */
class WaitingClock implements Clock {
  readonly msPerSecond = 1_000;
  readonly waits: number[] = [];
  #now = 0;

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    this.waits.push(milliseconds);
    return Promise.resolve();
  }
}

/** An error that is thrown where an answer is expected. */
export const down = new Error('down');

/** What a read shows: key IDs and descriptions. */
export type Read = readonly (readonly [keyId: string, displayName: string])[] | Error;
export type Removal = 'removed' | 'not-found' | Error;

/** A directory that remembers what it was asked. */
export interface ScriptedDirectory extends RemovalSite {
  readonly waits: readonly number[];
  /** The key IDs that were to be removed, in order. */
  readonly asked: readonly string[];
  readonly reads: () => number;
}

/** A directory that answers each read, and each removal, with the next of these; the last one again and again. */
export function scriptedDirectory(reads: readonly Read[], removals: readonly Removal[]): ScriptedDirectory {
  const clock = new WaitingClock();
  const asked: string[] = [];
  let read = 0;
  const next = <T>(answers: readonly T[], index: number): T => {
    const answer = answers[Math.min(index, answers.length - 1)];
    if (answer === undefined) throw new Error('nothing scripted');
    return answer;
  };
  const never = (): Promise<never> => Promise.reject(new Error('not to be called'));
  const applications: Applications = {
    find: never,
    listCredentials: never,
    list: () => {
      throw new Error('not to be called');
    },
    addPassword: never,
    listSecrets: () => {
      const answer = next(reads, read);
      read += 1;
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer.map(([keyId, displayName]) => ({ keyId, displayName })));
    },
    removePassword: (_, keyId) => {
      asked.push(keyId);
      const answer = next(removals, asked.length - 1);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const application = { applicationId: 'app', objectId: 'object' };
  const budget = new TimeBudget(clock, 60_000, 0);
  return { application, applications, clock, budget, waits: clock.waits, asked, reads: () => read };
}
