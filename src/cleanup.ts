import { listHoldings, type Holding } from './holdings.ts';
import type { JournalRecord } from './journal.ts';
import { byHand, hasTaken, removeByHand, withdraw, type Place, type Traces } from './rollback.ts';
import { asFailure, Failure } from './support/failure.ts';
import { throwAny } from './support/together.ts';
import type { World } from './world.ts';

/**
 * The post step: removes what the main step added and no destination holds, be it that it failed, was cancelled or
 * was killed, and what was for this job alone. Where nobody can say whether a destination holds the secret, it stays, and the error says so.
 *
 * @throws Failure or Failures `secret-left-behind`, `secret-in-doubt`
 */
export async function cleanUp(journal: JournalRecord, world: World): Promise<void> {
  const unfinished = journal.standing === 'open' || journal.standing === 'committed';
  const revokes = journal.revoke && journal.standing === 'done';
  if (!unfinished && !revokes && !journal.answerLost) return;
  const { log } = world;
  const { displayName, keyId } = journal;
  log.info(
    revokes
      ? `Removing "${displayName}", which was for this job alone.`
      : `Looking after "${displayName}", which the main step left unfinished.`,
  );

  const standing = await standingOf(journal, world);
  const keep = standing?.keyId;
  const doomed = keep === undefined ? (keyId ?? undefined) : undefined;
  const mayBeMore = keyId === null || journal.answerLost;
  const traces = { displayName, doomed, keep, mayBeMore };
  const left = keep === undefined || mayBeMore ? await remove(traces, journal, world) : undefined;

  throwAny([standing?.doubt, left].filter((failure) => failure !== undefined));
  log.info(
    standing === undefined
      ? 'No secret of this run is left on the application.'
      : `The secret (key ID ${standing.keyId}) stays: ${standing.label} holds it.`,
  );
  if (unfinished && standing !== undefined && world.destinations.length > 1) {
    const holdings = await holdingsOf(standing.keyId, journal, world);
    log.warning(
      `The main step was stopped before all destinations were written. Run the job again. ${listHoldings(holdings)}`,
    );
  }
}

/** Asks each destination that the main step wrote, or was about to. */
async function holdingsOf(keyId: string, journal: JournalRecord, world: World): Promise<readonly Holding[]> {
  const holdings: Holding[] = [];
  for (const { index, destination } of world.destinations) {
    const { label, lasting } = destination;
    const write = journal.writes.find((one) => one.destination === index);
    const taken = write && (await hasTaken(destination, write.before, world).catch(() => 'unknown' as const));
    const without = lasting ? 'earlier' : 'nothing';
    holdings.push({ label, keyId, holds: taken === true ? 'new' : taken === 'unknown' ? taken : without });
  }
  return holdings;
}

/** Why the secret that the main step knew of stays. */
interface Standing {
  readonly keyId: string;
  /** Who holds it. */
  readonly label: string;
  /** Why nobody can say whether they do. */
  readonly doubt?: Failure;
}

/** @returns undefined when no destination holds the secret, and it is to go */
async function standingOf(journal: JournalRecord, world: World): Promise<Standing | undefined> {
  const { keyId } = journal;
  if (keyId === null || journal.revoke || journal.standing === 'withdrawn') return undefined;
  if (journal.standing === 'committed' || journal.standing === 'done')
    return { keyId, label: 'a destination' };
  let standing: Standing | undefined;
  for (const { index, destination } of world.destinations) {
    const write = journal.writes.find((one) => one.destination === index);
    if (write === undefined) continue;
    const { label } = destination;
    try {
      if (await hasTaken(destination, write.before, world)) return { keyId, label };
    } catch (error) {
      standing = { keyId, label, doubt: inDoubt(keyId, label, asFailure(error), placeOf(journal, world)) };
    }
  }
  return standing;
}

/** How much time the login must find, whatever was used up before, in milliseconds. */
const timeToLogIn = 40_000;

/** @returns why something may be left; undefined when nothing is */
async function remove(traces: Traces, journal: JournalRecord, world: World): Promise<Failure | undefined> {
  const place = placeOf(journal, world);
  world.budget.reserve(timeToLogIn);
  try {
    const applications = await world.logIn();
    const { clock, budget } = world;
    const clean = await withdraw(traces, { ...place, applications, clock, budget }, true);
    return clean ? undefined : leftBehind(traces, place);
  } catch (error) {
    return leftBehind(traces, place, asFailure(error));
  }
}

function placeOf({ applicationId, objectId }: JournalRecord, { cloud }: World): Place {
  return { application: { applicationId, objectId }, cloud };
}

function inDoubt(keyId: string, label: string, cause: Failure, place: Place): Failure {
  return new Failure('secret-in-doubt', {
    happened: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: ${cause.code}.`,
    likely: cause.explanation.likely,
    fix: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not:${removeByHand(keyId, place)}`,
  });
}

function leftBehind(traces: Traces, place: Place, cause?: Failure): Failure {
  return new Failure('secret-left-behind', {
    happened: `A client secret that this run added may be left on the application, held by nobody${cause === undefined ? '' : ` (${cause.code})`}.`,
    likely: cause?.explanation.likely ?? 'Microsoft Graph refused to remove it, or did not answer.',
    fix: `do by hand what this step could not.${byHand(traces, place)}`,
  });
}
