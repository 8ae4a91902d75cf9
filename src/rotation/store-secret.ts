import { UnconfirmedWriteError, type NewSecret, type Preparation } from '../destinations/destination.ts';
import { wasWritten } from './roll-back.ts';
import type { Journal } from './journal.ts';
import { refuseWrite, startWrite, store as storeIn, type In } from './state.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { toActionError, ActionError } from '../shared/action-error.ts';
import { backoffDelay } from '../http/retry.ts';
import { settleAll } from '../shared/settle.ts';
import type { OpenDestination, Services } from './services.ts';

/** A destination that can be written now. */
export interface PreparedDestination extends OpenDestination, Preparation {
  /** When it was checkedAt for its state. */
  readonly checkedAt: Date;
}

/**
 * Asks all destinations at once whether they can be written; those that last come first, as they will be written.
 *
 * @throws Failure or Failures that say which cannot
 */
export async function prepareDestinations({
  destinations,
  clock,
}: Services): Promise<readonly PreparedDestination[]> {
  const checkedAt = clock.now();
  const ordered = destinations.toSorted(
    (a, b) => Number(b.destination.persistent) - Number(a.destination.persistent),
  );
  return settleAll(
    ordered.map(async (open) => ({ ...open, ...(await open.destination.prepare()), checkedAt })),
  );
}

/** How long what a destination showed is taken for what it shows, in milliseconds. */
const maxStateAge = 3_000;

/** @param checkedAt when a destination was checkedAt */
export function isFresh(checkedAt: Date, { clock }: Services): boolean {
  return clock.now().getTime() - checkedAt.getTime() < maxStateAge;
}

/** Asks all destinations at once what they show by now. One that does not say is checkedAt once more before it is written. */
export async function refreshStates(
  targets: readonly PreparedDestination[],
  { clock }: Services,
): Promise<readonly PreparedDestination[]> {
  const checkedAt = clock.now();
  const ask = (target: PreparedDestination): Promise<PreparedDestination> =>
    target.destination.readState().then(
      (state) => ({ ...target, state, checkedAt }),
      () => ({ ...target, checkedAt: new Date(0) }),
    );
  return Promise.all(targets.map(ask));
}

/** How often a write is sent whose answer was lost: twice the same does no harm. */
const maxAttempts = 3;

/**
 * Writes to one destination. Where nobody says whether it took the value, it is checkedAt whether anything changed.
 *
 * @param state the state that is saved
 * @returns the state afterwards, saved if that was possible
 * @throws Failure when it did not take it; WriteInDoubt when nobody can say. The journal's state says which: only a
 *   write that was definitely refused, or never sent, is no longer pending
 */
export async function storeSecret(
  secret: NewSecret,
  target: PreparedDestination,
  state: In<'added' | 'stored'>,
  services: Services,
  journal: Journal,
): Promise<In<'stored'>> {
  const { destination, index, write, checkedAt } = target;
  services.budget.ensureRemaining(minTimeForWrite);
  const revisionBefore = (isFresh(checkedAt, services) ? target.state : await destination.readState())
    ?.revision;
  if (revisionBefore === undefined) {
    await write(secret);
    return journal.trySave(storeIn(state, index));
  }
  const pending = startWrite(state, { destination: index, revisionBefore });
  let doubt: ActionError | undefined;
  try {
    // A write that cannot be recorded is not sent.
    journal.save(pending);
    doubt = await writeValue(secret, target, services);
  } catch (error) {
    journal.trySave(refuseWrite(pending));
    throw error;
  }
  if (doubt !== undefined) {
    const failure = doubt;
    const taken = await wasWritten(destination, revisionBefore, services).catch(() => {
      throw new UnconfirmedWriteError(failure);
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
async function writeValue(
  secret: NewSecret,
  { destination, write }: PreparedDestination,
  { clock, log }: Services,
): Promise<ActionError | undefined> {
  let doubt: ActionError | undefined;
  for (let sent = 0; sent < maxAttempts; sent += 1) {
    await clock.sleep(sent === 0 ? 0 : backoffDelay(sent));
    try {
      await write(secret);
      return undefined;
    } catch (error) {
      // A refusal is a Failure. After anything else the destination may hold the value.
      if (error instanceof ActionError && doubt === undefined) throw error;
      doubt = toActionError(error instanceof UnconfirmedWriteError ? error.actionError : error);
      if (!(error instanceof UnconfirmedWriteError)) break;
      log.info(`${destination.label} did not confirm whether it stored the secret.`);
    }
  }
  return doubt;
}
