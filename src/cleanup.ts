import type { JournalRecord } from './journal.ts';
import { byHand, hasTaken, withdraw, type Rollback, type Traces } from './rollback.ts';
import { asFailure, Failure } from './support/failure.ts';
import type { World } from './world.ts';

/**
 * The post step: removes what the main step added and no destination holds, be it that it failed, was cancelled or
 * was killed. Where nobody can say whether a destination holds the secret, it stays, and the error says so.
 *
 * @throws Failure `secret-left-behind`, `secret-in-doubt`
 */
export async function cleanUp(journal: JournalRecord, world: World): Promise<void> {
  const { log } = world;
  if (journal.standing !== 'open' && !journal.answerLost) return;

  const { applicationId, objectId, displayName } = journal;
  const keyId = journal.keyId ?? undefined;
  log.info(`Looking after "${displayName}", which the main step left unfinished.`);

  const holder = await holderOf(journal, world);
  const traces = {
    displayName,
    keyId,
    keep: holder === undefined ? undefined : keyId,
    mayBeMore: keyId === undefined || journal.answerLost,
  };
  const application = { applicationId, objectId };
  const rollback = { application, cloud: world.cloud, clock: world.clock, budget: world.budget };

  const applications = await world.logIn().catch((error: unknown) => {
    throw leftBehind(traces, rollback, asFailure(error));
  });
  if (!(await withdraw(traces, { ...rollback, applications }))) throw leftBehind(traces, rollback);
  log.info(
    holder === undefined
      ? 'No secret of this run is left on the application.'
      : `The secret (key ID ${journal.keyId ?? 'unknown'}) stays: ${holder} holds it. No other of this run is left.`,
  );
}

/** The label of a destination that holds the secret; undefined when none does. */
async function holderOf(journal: JournalRecord, world: World): Promise<string | undefined> {
  if (journal.standing === 'committed') return 'a destination';
  for (const { destination: index, before } of journal.writes) {
    const destination = world.destinations[index]?.destination;
    if (destination === undefined) continue;
    const taken = await hasTaken(destination, before, world).catch((error: unknown) => {
      throw inDoubt(journal, destination.label, asFailure(error), world);
    });
    if (taken) return destination.label;
  }
  return undefined;
}

type Hint = Pick<Rollback, 'application' | 'cloud'>;

function inDoubt(journal: JournalRecord, label: string, cause: Failure, { cloud }: World): Failure {
  const { displayName, keyId, applicationId, objectId } = journal;
  const traces = { displayName, keyId: keyId ?? undefined, keep: undefined, mayBeMore: false };
  const hint = byHand(traces, { application: { applicationId, objectId }, cloud });
  return new Failure('secret-in-doubt', {
    happened: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: ${cause.code}.`,
    likely: cause.explanation.likely,
    fix: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not:${hint}`,
  });
}

function leftBehind(traces: Traces, hint: Hint, cause?: Failure): Failure {
  return new Failure('secret-left-behind', {
    happened: `A client secret that this run added may be left on the application, held by nobody${cause === undefined ? '' : ` (${cause.code})`}.`,
    likely: cause?.explanation.likely ?? 'Microsoft Graph refused to remove it, or did not answer.',
    fix: `do by hand what this step could not.${byHand(traces, hint)}`,
  });
}
