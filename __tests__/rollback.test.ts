import { describe, expect, test } from '@jest/globals';
import type { Applications } from '../src/entra/applications.ts';
import { cloudNamed } from '../src/entra/clouds.ts';
import { byHand, hasTaken, withdraw, type Rollback, type Traces } from '../src/rollback.ts';
import { Budget } from '../src/support/budget.ts';
import type { Clock } from '../src/support/clock.ts';

/** Time goes by only in waits, which are remembered. */
class WaitingClock implements Clock {
  readonly second = 1_000;
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

const ours = 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]';
const place = { application: { applicationId: 'app', objectId: 'object' }, cloud: cloudNamed('public') };
const looks = [0, 1_000, 2_000, 4_000, 8_000];
const patientLooks = [...looks, 15_000, 15_000];

type Read = readonly (readonly [keyId: string, displayName: string])[] | Error;
type Removal = 'removed' | 'not-found' | Error;

/** A directory that answers each read, and each removal, with the next of these; the last one again and again. */
function directory(reads: readonly Read[], removals: readonly Removal[]): Rollback & Told {
  const clock = new WaitingClock();
  const asked: string[] = [];
  let read = -1;
  const next = <T>(answers: readonly T[], index: number): T => {
    const answer = answers[Math.min(index, answers.length - 1)];
    if (answer === undefined) throw new Error('nothing scripted');
    return answer;
  };
  const never = (): Promise<never> => Promise.reject(new Error('not to be called'));
  const applications: Applications = {
    find: never,
    credentials: never,
    all: () => {
      throw new Error('not to be called');
    },
    addPassword: never,
    secretNames: () => {
      read += 1;
      const answer = next(reads, read);
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer.map(([keyId, displayName]) => ({ keyId, displayName })));
    },
    removePassword: (_, keyId) => {
      asked.push(keyId);
      const answer = next(removals, asked.length - 1);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const budget = new Budget(clock, 60_000, 0);
  return { ...place, applications, clock, budget, waits: clock.waits, asked };
}

interface Told {
  readonly waits: readonly number[];
  /** The key IDs that were to be removed, in order. */
  readonly asked: readonly string[];
}

const known: Traces = { displayName: ours, doomed: 'new', keep: undefined, mayBeMore: false };
const unknown: Traces = { displayName: ours, doomed: undefined, keep: undefined, mayBeMore: true };
const down = new Error('down');

describe('a secret whose key ID is known', () => {
  test('is removed at once, whatever reads show', async () => {
    const told = directory([[]], ['removed']);
    await expect(withdraw(known, told, true)).resolves.toBe(true);
    expect(told).toMatchObject({ waits: [0], asked: ['new'] });
  });

  test('is removed at once even where nothing can be read', async () => {
    const told = directory([down], ['removed']);
    await expect(withdraw(known, told, true)).resolves.toBe(true);
    expect(told).toMatchObject({ waits: [0], asked: ['new'] });
  });

  test('is asked for at each look until a replica knows it', async () => {
    const told = directory([[]], ['not-found', 'not-found', 'removed']);
    await expect(withdraw(known, told, false)).resolves.toBe(true);
    expect(told).toMatchObject({ waits: [0, 1_000, 2_000], asked: ['new', 'new', 'new'] });
  });

  test('is gone when no look finds it', async () => {
    const told = directory([[]], ['not-found']);
    await expect(withdraw(known, told, true)).resolves.toBe(true);
    expect(told.waits).toEqual(looks);
    expect(told.asked).toHaveLength(5);
  });

  test('is not gone while a read shows it, under whatever description', async () => {
    const told = directory([[['new', 'changed']]], ['not-found']);
    await expect(withdraw(known, told, true)).resolves.toBe(false);
    expect(told.asked).toHaveLength(5);
  });

  test('is not gone while its removal fails', async () => {
    await expect(withdraw(known, directory([[]], [down]), true)).resolves.toBe(false);
    await expect(withdraw(known, directory([[]], ['not-found', 'not-found', down]), true)).resolves.toBe(
      false,
    );
  });

  test('is gone when the last look can say so', async () => {
    const told = directory([[]], [down, down, down, down, 'not-found']);
    await expect(withdraw(known, told, true)).resolves.toBe(true);
  });
});

describe('a secret of which only the description is known', () => {
  test('is looked for several times, and for longer by the patient', async () => {
    const [hasty, patient] = [directory([[]], []), directory([[]], [])];
    await expect(withdraw(unknown, hasty, false)).resolves.toBe(true);
    await expect(withdraw(unknown, patient, true)).resolves.toBe(true);
    expect(hasty.waits).toEqual(looks);
    expect(patient.waits).toEqual(patientLooks);
  });

  test('is removed whenever it surfaces, with every other under that description, once each', async () => {
    const told = directory(
      [
        [],
        [
          ['one', ours],
          ['foreign', 'by hand'],
        ],
        [
          ['one', ours],
          ['two', ours],
        ],
      ],
      ['removed'],
    );
    await expect(withdraw(unknown, told, false)).resolves.toBe(true);
    expect(told).toMatchObject({ waits: looks, asked: ['one', 'two'] });
  });

  test('is asked for again, once it was seen, also when a replica does not show it', async () => {
    const told = directory([[['one', ours]], []], [down, down, 'removed']);
    await expect(withdraw(unknown, told, false)).resolves.toBe(true);
    expect(told.asked).toEqual(['one', 'one', 'one']);
  });

  test('is not gone when its removal fails to the end, whatever replicas show', async () => {
    await expect(withdraw(unknown, directory([[['one', ours]], []], [down]), false)).resolves.toBe(false);
  });

  test('leaves the one that is to stay', async () => {
    const told = directory(
      [
        [
          ['kept', ours],
          ['one', ours],
        ],
      ],
      ['removed'],
    );
    await expect(withdraw({ ...unknown, keep: 'kept' }, told, true)).resolves.toBe(true);
    expect(told).toMatchObject({ waits: patientLooks, asked: ['one'] });
  });
});

describe('the time for it', () => {
  test('is reserved', async () => {
    const told = directory([[]], []);
    await told.clock.sleep(60_000);
    await expect(withdraw(unknown, told, true)).resolves.toBe(false);
    // 100 seconds are all that a phase has: 45 of waiting do not fit in the 40 that are left.
    expect(told.waits).toEqual([60_000, ...patientLooks.slice(0, -1)]);
  });

  test('is used to its end', async () => {
    const told = directory([[]], []);
    await told.clock.sleep(55_000);
    await expect(withdraw(unknown, told, true)).resolves.toBe(true);
    expect(told.clock.now().getTime()).toBe(100_000);
  });
});

describe('what is to be done by hand', () => {
  test('is to remove a secret that is known', () => {
    expect(byHand(known, place)).toBe(' Remove it:\n  az ad app credential delete --id app --key-id new');
  });

  test('is to find one that is not', () => {
    expect(byHand(unknown, place)).toBe(
      ` Look for "${ours}", and remove it:\n  az ad app credential list --id app --output table\n  az ad app credential delete --id app --key-id KEY-ID`,
    );
  });

  test('is to leave the one that is in use', () => {
    expect(byHand({ ...unknown, keep: 'kept' }, place)).toContain(
      'and remove all but key ID kept, which is in use:',
    );
  });
});

describe('a destination', () => {
  const destination = (marks: readonly (string | Error)[]) => {
    let asked = 0;
    return {
      label: 'x',
      lasting: true,
      page: undefined,
      prepare: () => Promise.reject(new Error('not to be called')),
      state: () => {
        const mark = marks[Math.min(asked, marks.length - 1)];
        asked += 1;
        return mark instanceof Error
          ? Promise.reject(mark)
          : Promise.resolve({ mark: mark ?? '', evidence: { kind: 'empty' as const } });
      },
    };
  };

  test('has taken the value once its mark changes', async () => {
    const told = directory([[]], []);
    await expect(hasTaken(destination(['then', 'then', 'now']), 'then', told)).resolves.toBe(true);
    expect(told.waits).toEqual([0, 1_000, 2_000]);
  });

  test('has not taken it when the mark is the same for half a minute', async () => {
    const told = directory([[]], []);
    await expect(hasTaken(destination(['then']), 'then', told)).resolves.toBe(false);
    expect(told.waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000]);
  });

  test('that cannot be asked leaves it open', async () => {
    await expect(hasTaken(destination(['then', down]), 'then', directory([[]], []))).rejects.toThrow(down);
  });

  test('is asked even when the time was up', async () => {
    const told = directory([[]], []);
    await told.clock.sleep(70_000);
    await hasTaken(destination(['now']), 'then', told);
    expect(told.budget.left()).toBe(30_000);
  });
});
