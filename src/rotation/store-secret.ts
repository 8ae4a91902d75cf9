import { WriteInDoubt, type NewSecret, type Prepared } from '../destinations/destination.ts';
import { hasTaken } from './roll-back.ts';
import type { Journal } from './journal.ts';
import { refuseWrite, startWrite, store as storeIn, type In } from './state.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { asFailure, Failure } from '../shared/action-error.ts';
import { backoff } from '../http/retry.ts';
import { together } from '../shared/settle.ts';
import type { OpenDestination, World } from './services.ts';

/** A destination that can be written now. */
export interface Target extends OpenDestination, Prepared {
  /** When it was asked for its state. */
  readonly asked: Date;
}

/**
 * Asks all destinations at once whether they can be written; those that last come first, as they will be written.
 *
 * @throws Failure or Failures that say which cannot
 */
export async function prepareAll({ destinations, clock }: World): Promise<readonly Target[]> {
  const asked = clock.now();
  const ordered = destinations.toSorted(
    (a, b) => Number(b.destination.lasting) - Number(a.destination.lasting),
  );
  return together(ordered.map(async (open) => ({ ...open, ...(await open.destination.prepare()), asked })));
}

/** How long what a destination showed is taken for what it shows, in milliseconds. */
const freshFor = 3_000;

/** @param asked when a destination was asked */
export function isFresh(asked: Date, { clock }: World): boolean {
  return clock.now().getTime() - asked.getTime() < freshFor;
}

/** Asks all destinations at once what they show by now. One that does not say is asked once more before it is written. */
export async function askAgain(targets: readonly Target[], { clock }: World): Promise<readonly Target[]> {
  const asked = clock.now();
  const ask = (target: Target): Promise<Target> =>
    target.destination.state().then(
      (state) => ({ ...target, state, asked }),
      () => ({ ...target, asked: new Date(0) }),
    );
  return Promise.all(targets.map(ask));
}

/** How often a write is sent whose answer was lost: twice the same does no harm. */
const writes = 3;

/**
 * Writes to one destination. Where nobody says whether it took the value, it is asked whether anything changed.
 *
 * @param state the state that is saved
 * @returns the state afterwards, saved if that was possible
 * @throws Failure when it did not take it; WriteInDoubt when nobody can say. The journal's state says which: only a
 *   write that was definitely refused, or never sent, is no longer pending
 */
export async function store(
  secret: NewSecret,
  target: Target,
  state: In<'added' | 'stored'>,
  world: World,
  journal: Journal,
): Promise<In<'stored'>> {
  const { destination, index, write, asked } = target;
  world.budget.reserve(minTimeForWrite);
  const revisionBefore = (isFresh(asked, world) ? target.state : await destination.state())?.mark;
  if (revisionBefore === undefined) {
    await write(secret);
    return journal.trySave(storeIn(state, index));
  }
  const pending = startWrite(state, { destination: index, revisionBefore });
  let doubt: Failure | undefined;
  try {
    // A write that cannot be recorded is not sent.
    journal.save(pending);
    doubt = await send(secret, target, world);
  } catch (error) {
    journal.trySave(refuseWrite(pending));
    throw error;
  }
  if (doubt !== undefined) {
    const failure = doubt;
    const taken = await hasTaken(destination, revisionBefore, world).catch(() => {
      throw new WriteInDoubt(failure);
    });
    if (!taken) throw failure;
  }
  return journal.trySave(storeIn(pending, index));
}

/**
 * Sends the value until an answer says what became of it.
 *
 * @returns undefined when it was taken; why not, when nobody can say
 * @throws Failure when it was definitely refused
 */
async function send(
  secret: NewSecret,
  { destination, write }: Target,
  { clock, log }: World,
): Promise<Failure | undefined> {
  let doubt: Failure | undefined;
  for (let sent = 0; sent < writes; sent += 1) {
    await clock.sleep(sent === 0 ? 0 : backoff(sent));
    try {
      await write(secret);
      return undefined;
    } catch (error) {
      // A refusal is a Failure. After anything else the destination may hold the value.
      if (error instanceof Failure && doubt === undefined) throw error;
      doubt = asFailure(error instanceof WriteInDoubt ? error.failure : error);
      if (!(error instanceof WriteInDoubt)) break;
      log.info(`${destination.label} did not confirm whether it stored the secret.`);
    }
  }
  return doubt;
}
