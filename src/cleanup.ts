import type { JournalRecord } from './journal.ts';
import { byHand, hasTaken, withdraw, type Place, type Traces } from './rollback.ts';
import { asFailure, Failure } from './support/failure.ts';
import type { World } from './world.ts';

/**
 * The post step: removes what the main step added and no destination holds, be it that it failed, was cancelled or
 * was killed. Where nobody can say whether a destination holds the secret, it stays, and the error says so.
 *
 * @throws Failure `secret-left-behind`, `secret-in-doubt`
 */
export async function cleanUp(journal: JournalRecord, world: World): Promise<void> {
  const { log, cloud, clock, budget } = world;
  if (journal.standing !== 'open' && !journal.answerLost) return;

  const { applicationId, objectId, displayName } = journal;
  const keyId = journal.keyId ?? undefined;
  log.info(`Looking after "${displayName}", which the main step left unfinished.`);

  const standing = await standingOf(journal, world);
  const traces = {
    displayName,
    keyId,
    keep: standing.kind === 'gone' ? undefined : keyId,
    mayBeMore: keyId === undefined || journal.answerLost,
  };
  const rollback = { application: { applicationId, objectId }, cloud, clock, budget };

  budget.reserve(timeToLogIn);
  const applications = await world.logIn().catch((error: unknown) => {
    throw leftBehind(traces, rollback, asFailure(error));
  });
  const clean = await withdraw(traces, { ...rollback, applications }, true);
  if (standing.kind === 'doubt') throw standing.failure;
  if (!clean) throw leftBehind(traces, rollback);
  log.info(
    standing.kind === 'gone'
      ? 'No secret of this run was found on the application.'
      : `The secret (key ID ${keyId ?? 'unknown'}) stays: ${standing.label} holds it. No other of this run was found.`,
  );
}

/** How much time the login must find, whatever was used up before, in milliseconds. */
const timeToLogIn = 40_000;

/** Whether the secret stays. */
type Standing =
  | { readonly kind: 'gone' }
  | { readonly kind: 'held'; readonly label: string }
  | { readonly kind: 'doubt'; readonly failure: Failure };

async function standingOf(journal: JournalRecord, world: World): Promise<Standing> {
  if (journal.standing === 'committed') return { kind: 'held', label: 'a destination' };
  if (journal.standing === 'withdrawn') return { kind: 'gone' };
  let standing: Standing = { kind: 'gone' };
  for (const { destination: index, before } of journal.writes) {
    const destination = world.destinations[index]?.destination;
    if (destination === undefined) continue;
    const { label } = destination;
    try {
      if (await hasTaken(destination, before, world)) return { kind: 'held', label };
    } catch (error) {
      standing = { kind: 'doubt', failure: inDoubt(journal, label, asFailure(error), world) };
    }
  }
  return standing;
}

function inDoubt(journal: JournalRecord, label: string, cause: Failure, { cloud }: World): Failure {
  const { displayName, keyId, applicationId, objectId } = journal;
  const traces = { displayName, keyId: keyId ?? undefined, keep: undefined, mayBeMore: false };
  const command = byHand(traces, { application: { applicationId, objectId }, cloud });
  return new Failure('secret-in-doubt', {
    happened: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: ${cause.code}.`,
    likely: cause.explanation.likely,
    fix: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not:${command}`,
  });
}

function leftBehind(traces: Traces, place: Place, cause?: Failure): Failure {
  return new Failure('secret-left-behind', {
    happened: `A client secret that this run added may be left on the application, held by nobody${cause === undefined ? '' : ` (${cause.code})`}.`,
    likely: cause?.explanation.likely ?? 'Microsoft Graph refused to remove it, or did not answer.',
    fix: `do by hand what this step could not.${byHand(traces, place)}`,
  });
}
