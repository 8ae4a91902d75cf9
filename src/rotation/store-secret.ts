import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type PreparedDestination,
} from '../destinations/destination.ts';
import type { AttemptResult } from '../http/retry.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { toActionError, ActionError } from '../shared/action-error.ts';
import type { Clock } from '../shared/clock.ts';
import { settleAll } from '../shared/settle.ts';
import type { RotationContext, Services } from './context.ts';
import { writeRefused, writeStarted, stored, type In } from './state.ts';

/**
 * Checks at once whether all destinations can be written.
 *
 * @throws ActionError or ActionErrors that name each destination that cannot
 */
export async function prepareDestinations({
  destinations,
  clock,
}: Services): Promise<readonly PreparedDestination[]> {
  const checkedAt = clock.now();
  return settleAll(
    destinations.map(async (destination, index) => ({
      ...destination,
      ...(await destination.prepare()),
      index,
      checkedAt,
    })),
  );
}

/** How long the revision of a destination may be used after it was read, in milliseconds. */
const maxStateAge = 3_000;

/** Reads the state of all destinations at once. Where that fails, the state is read once more before the write. */
export async function refreshStates(
  destinations: readonly PreparedDestination[],
  clock: Clock,
): Promise<readonly PreparedDestination[]> {
  const checkedAt = clock.now();
  return Promise.all(
    destinations.map((destination) =>
      destination.readState().then(
        (state) => ({ ...destination, ...state, checkedAt }),
        () => ({ ...destination, checkedAt: undefined }),
      ),
    ),
  );
}

/**
 * Writes the value to one destination after the other, first to the persistent ones.
 *
 * @param added the state that is saved
 * @returns the state after the write
 * @throws as `storeSecret` does, for the first destination that fails
 */
export async function storeInAll(
  secret: NewSecret,
  added: In<'added'>,
  context: RotationContext,
): Promise<In<'stored'>> {
  const persistentFirst = context.destinations.toSorted(
    (a, b) => Number(b.persistent) - Number(a.persistent),
  );
  let state: In<'added' | 'stored'> = added;
  for (const destination of persistentFirst) {
    state = await storeSecret(secret, destination, state, context);
    context.log.info(`Wrote the value to ${destination.label}.`);
  }
  if (state.step === 'added') throw new TypeError('a secret needs a destination');
  return state;
}

/**
 * Writes the value to one destination. When the write is not confirmed, checks whether the destination has changed.
 *
 * @param state the state that is saved
 * @returns the state after the write, saved if that was possible
 * @throws ActionError when the destination does not hold the value; UnconfirmedWriteError when it may. The write stays
 *   in the journal unless it was definitely refused or never sent
 */
async function storeSecret(
  secret: NewSecret,
  destination: PreparedDestination,
  state: In<'added' | 'stored'>,
  context: RotationContext,
): Promise<In<'stored'>> {
  const { index } = destination;
  const { budget, journal } = context;
  budget.ensureRemaining(minTimeForWrite);
  const revisionBefore = await readRevision(destination, context.clock);
  if (revisionBefore === undefined) {
    await destination.write(secret);
    return journal.trySave(stored(state, index));
  }
  const storing = writeStarted(state, { destination: index, revisionBefore });
  let unconfirmed: ActionError | undefined;
  try {
    // A write that cannot be recorded is not sent.
    journal.save(storing);
    unconfirmed = await writeWithRetry(secret, destination, context);
  } catch (error) {
    journal.trySave(writeRefused(storing));
    throw error;
  }
  if (unconfirmed !== undefined) await expectWritten(destination, revisionBefore, unconfirmed, context);
  return journal.trySave(stored(storing, index));
}

/** The revision right before a write: another process may have written the destination since it was read. */
async function readRevision(destination: PreparedDestination, clock: Clock): Promise<string | undefined> {
  const { checkedAt } = destination;
  const isRecent = checkedAt !== undefined && clock.now().getTime() - checkedAt.getTime() < maxStateAge;
  const { revision } = isRecent ? destination : await destination.readState();
  return revision;
}

/** How often a write is repeated. More of them could leave no time to check whether one of them arrived. */
const maxWriteRetries = 2;

/**
 * Sends the value until the destination confirms or refuses it. To write the same value twice does no harm.
 *
 * @returns undefined when the write was confirmed, otherwise why it was not
 * @throws ActionError when it was definitely refused
 */
async function writeWithRetry(
  secret: NewSecret,
  destination: PreparedDestination,
  { withRetry }: RotationContext,
): Promise<ActionError | undefined> {
  let unconfirmed: ActionError | undefined;
  const attempt = async (): Promise<AttemptResult<ActionError | undefined>> => {
    try {
      await destination.write(secret);
      return { result: undefined, retryReason: undefined };
    } catch (error) {
      if (error instanceof UnconfirmedWriteError) {
        unconfirmed = error.actionError;
        const retryReason = { name: 'the write was not confirmed', retryAfterMs: undefined };
        return { result: unconfirmed, retryReason };
      }
      // An ActionError is a refusal. An earlier attempt, or one that ends with any other error, may have been stored.
      if (error instanceof ActionError && unconfirmed === undefined) throw error;
      return { result: toActionError(error), retryReason: undefined };
    }
  };
  return withRetry(destination.label, attempt, maxWriteRetries);
}

/** @throws `unconfirmed` when the value was not written; UnconfirmedWriteError when the destination cannot be read */
async function expectWritten(
  destination: Destination,
  revisionBefore: string,
  unconfirmed: ActionError,
  services: Services,
): Promise<void> {
  const written = await wasWritten(destination, revisionBefore, services).catch(() => {
    throw new UnconfirmedWriteError(unconfirmed);
  });
  if (!written) throw unconfirmed;
}

/** The wait before each check, in milliseconds: half a minute in all, since a write can arrive late. */
const writeCheckDelays = [0, 1_000, 2_000, 4_000, 8_000, 15_000];

/** The minimum time for these checks, however much has been used, in milliseconds. */
const timeToCheckWrite = 60_000;

/**
 * Checks for half a minute whether a destination was written.
 *
 * @param revisionBefore what it showed before the write
 * @throws ActionError when the destination cannot be read
 */
export async function wasWritten(
  destination: Destination,
  revisionBefore: string,
  { clock, budget }: Services,
): Promise<boolean> {
  budget.ensureRemaining(timeToCheckWrite);
  for (const delay of writeCheckDelays) {
    await clock.sleep(delay);
    if (await isWrittenSince(destination, revisionBefore)) return true;
  }
  return false;
}

/**
 * Whether a destination was written since it showed a revision. One that is empty was not: its value was deleted.
 *
 * @throws ActionError when the destination cannot be read
 */
export async function isWrittenSince(destination: Destination, revisionBefore: string): Promise<boolean> {
  const { revision, evidence } = await destination.readState();
  return evidence !== undefined && evidence.kind !== 'empty' && revision !== revisionBefore;
}
