import type { Journal } from '../../src/rotation/journal.ts';
import type { RotationState } from '../../src/rotation/state.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import { FastClock } from './in-sandbox.ts';

/** A run that can be killed at any moment: from then on it neither waits, nor sends, nor writes down anything. */
export class Mortal {
  /** Resolves when the run is killed. */
  readonly death: Promise<undefined>;
  readonly clock: FastClock;
  readonly budget: TimeBudget;
  #dead = false;
  readonly #die: (value: undefined) => void;

  constructor(time: FastClock) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.death = promise;
    this.#die = resolve;
    const isDead = (): boolean => this.#dead;
    this.clock = new MortalClock(time, isDead);
    this.budget = new MortalBudget(this.clock, isDead);
  }

  kill = (): void => {
    this.#dead = true;
    this.#die(undefined);
  };

  /** The journal as far as it came. */
  journal(journal: Journal): Journal {
    const whileAlive = (save: Journal['save']): Journal['save'] => {
      return <S extends RotationState>(next: S): S => (this.#dead ? next : save(next));
    };
    return {
      state: journal.state,
      save: whileAlive(journal.save),
      trySave: whileAlive(journal.trySave),
    };
  }
}

class MortalClock extends FastClock {
  readonly #time: FastClock;
  readonly #isDead: () => boolean;

  constructor(time: FastClock, isDead: () => boolean) {
    super(time.msPerSecond);
    this.#time = time;
    this.#isDead = isDead;
  }

  override now(): Date {
    return this.#time.now();
  }

  override async sleep(milliseconds: number): Promise<void> {
    if (!this.#isDead()) await this.#time.sleep(milliseconds);
    if (this.#isDead()) await Promise.withResolvers<never>().promise;
  }
}

class MortalBudget extends TimeBudget {
  readonly #isDead: () => boolean;

  constructor(clock: FastClock, isDead: () => boolean) {
    super(clock, 60_000, 300_000);
    this.#isDead = isDead;
  }

  /** Each request asks for this before it is sent. */
  override requestTimeout(): number {
    if (this.#isDead()) throw new Error('the run is dead');
    return super.requestTimeout();
  }
}
