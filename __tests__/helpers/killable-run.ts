import type { Journal } from '../../src/rotation/journal.ts';
import type { RotationState } from '../../src/rotation/state.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import { FastClock } from './in-sandbox.ts';

/** A run that can be killed at any moment: from then on it neither waits, nor sends, nor writes down anything. */
export class KillableRun {
  /** Resolves when the run is killed. */
  readonly killed: Promise<undefined>;
  readonly clock: FastClock;
  readonly budget: TimeBudget;
  #isKilled = false;
  readonly #resolveKilled: (value: undefined) => void;

  constructor(time: FastClock) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.killed = promise;
    this.#resolveKilled = resolve;
    const isKilled = (): boolean => this.#isKilled;
    this.clock = new KillableClock(time, isKilled);
    this.budget = new KillableBudget(this.clock, isKilled);
  }

  kill = (): void => {
    this.#isKilled = true;
    this.#resolveKilled(undefined);
  };

  /** The journal as far as it came. */
  journal(journal: Journal): Journal {
    const unlessKilled = (save: Journal['save']): Journal['save'] => {
      return <S extends RotationState>(next: S): S => (this.#isKilled ? next : save(next));
    };
    return {
      state: journal.state,
      save: unlessKilled(journal.save),
      trySave: unlessKilled(journal.trySave),
      setCompromised: (keyIds) => {
        if (!this.#isKilled) journal.setCompromised(keyIds);
      },
    };
  }
}

class KillableClock extends FastClock {
  readonly #time: FastClock;
  readonly #isKilled: () => boolean;

  constructor(time: FastClock, isKilled: () => boolean) {
    super(time.msPerSecond);
    this.#time = time;
    this.#isKilled = isKilled;
  }

  override now(): Date {
    return this.#time.now();
  }

  override async sleep(milliseconds: number): Promise<void> {
    if (!this.#isKilled()) await this.#time.sleep(milliseconds);
    if (this.#isKilled()) await Promise.withResolvers<never>().promise;
  }
}

class KillableBudget extends TimeBudget {
  readonly #isKilled: () => boolean;

  constructor(clock: FastClock, isKilled: () => boolean) {
    super(clock, 60_000, 300_000);
    this.#isKilled = isKilled;
  }

  /** Each request asks for this before it is sent. */
  override requestTimeout(): number {
    if (this.#isKilled()) throw new Error('the run was killed');
    return super.requestTimeout();
  }
}
