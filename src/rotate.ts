import { WriteInDoubt, type NewSecret, type Write } from './destinations/destination.ts';
import { LostAnswer, type Application } from './entra/applications.ts';
import { descriptionChanged, twoSecretLimit } from './entra/graph-failures.ts';
import type { Refusal } from './entra/refusal.ts';
import { verifySecret } from './entra/verification.ts';
import type { Inputs } from './inputs.ts';
import type { Journal } from './journal.ts';
import type { Outcome } from './outcome.ts';
import { isBeyondPortalCap, wholeSeconds } from './plan/lifetime.ts';
import { digestDestinations, drawNonce, type Provenance } from './plan/lineage.ts';
import { planRotation, type Addition, type PasswordCredential } from './plan/plan.ts';
import { byHand, hasTaken, removeByHand, withdraw, type Rollback } from './rollback.ts';
import { asFailure, Failure } from './support/failure.ts';
import { backoff } from './support/retry.ts';
import { together } from './support/together.ts';
import type { OpenDestination, World } from './world.ts';

/** A destination that can be written now. */
interface Target extends OpenDestination {
  readonly write: Write;
}

/** A rollback in which all is known of the application. */
interface Undertaking extends Rollback {
  readonly application: Application;
}

/** A client secret that was added, with the description that it has there. */
interface Added extends NewSecret {
  readonly displayName: string | null;
}

/**
 * Adds a client secret, proves it, and stores it; after a failure, each secret that was added is held by a
 * destination, or gone. The journal tells the post step what is left to do, should this be killed.
 *
 * @throws Failure or Failures
 */
export async function rotate(inputs: Inputs, world: World, journal: Journal): Promise<Outcome> {
  const { log } = world;
  if (isBeyondPortalCap(inputs.endDateTime, world.clock.now())) {
    log.warning('`expires` lies beyond 24 months, the longest that the portal offers: mind your own policy.');
  }

  const [applications, targets] = await together([world.logIn(), prepareAll(world.destinations)]);
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);

  const application = await applications.find(inputs.application);
  const { applicationId, objectId, displayName: name } = application;
  log.info(`Found the application "${name}" (application ID ${applicationId}, object ID ${objectId}).`);

  const plan = planRotation(application, provenanceOf(inputs, world), inputs.endDateTime);
  if (plan.kind === 'no-room') throw twoSecretLimit(inputs, applicationId, plan.occupants.map(describe));

  const { displayName, endDateTime } = plan;
  const labels = targets.map(({ destination }) => destination.label);
  const outcome = { application, displayName, endDateTime, holders: labels };
  if (inputs.dryRun) {
    log.info(
      `Dry run: would add "${displayName}", valid until ${wholeSeconds(endDateTime)}, and write it to:`,
    );
    for (const label of labels) log.info(`  ${label}`);
    return { ...outcome, keyId: undefined };
  }

  const { tenantId, clientId, cloud, destinations } = inputs;
  journal.begin({
    tenantId,
    clientId,
    cloud: cloud.name,
    applicationId,
    objectId,
    displayName,
    destinations: [...destinations],
  });
  const rollback = { application, applications, cloud, clock: world.clock, budget: world.budget };
  const secret = await add(plan, rollback, world, journal);

  const holders: string[] = [];
  try {
    journal.added(secret.keyId);
    log.info(`Added "${displayName}" (key ID ${secret.keyId}), valid until ${wholeSeconds(endDateTime)}.`);
    if (secret.displayName !== displayName) throw descriptionChanged();
    if (inputs.verify) await prove(secret, applicationId, inputs, world);
    for (const target of targets) {
      await store(secret, target, world, journal);
      holders.push(target.destination.label);
      journal.committed();
      log.info(`Wrote it to ${target.destination.label}.`);
    }
  } catch (error) {
    throw await undo(error, { displayName, keyId: secret.keyId }, holders, rollback, journal);
  }
  return { ...outcome, keyId: secret.keyId };
}

/** Asks all destinations at once whether they can be written; those that last come first, as they will be written. */
async function prepareAll(destinations: readonly OpenDestination[]): Promise<readonly Target[]> {
  const ordered = destinations.toSorted(
    (a, b) => Number(b.destination.lasting) - Number(a.destination.lasting),
  );
  return together(ordered.map(async (open) => ({ ...open, write: await open.destination.prepare() })));
}

function provenanceOf({ description, run }: Inputs, { destinations, random }: World): Provenance {
  return {
    description,
    repository: run.repository,
    digest: digestDestinations(destinations.map(({ destination }) => destination.identity)),
    run: { id: run.id, attempt: run.attempt },
    nonce: drawNonce(random),
  };
}

function describe({ displayName, keyId, endDateTime }: PasswordCredential): string {
  const expires = endDateTime === null ? 'never' : wholeSeconds(endDateTime);
  return `"${displayName}" (key ID ${keyId}), expires ${expires}`;
}

/**
 * Adds the secret. Where an answer is lost, what may have been added is removed by its description, and asked for
 * once more under the same one; the post step looks again for what surfaces later.
 */
async function add(plan: Addition, rollback: Undertaking, world: World, journal: Journal): Promise<Added> {
  const { displayName, endDateTime } = plan;
  const { application, applications } = rollback;
  rollback.budget.reserve(oneRequest);
  for (let lost = 0; ; lost += 1) {
    try {
      return { ...(await applications.addPassword(application, displayName, endDateTime)), endDateTime };
    } catch (error) {
      // A refusal is a Failure. After anything else the secret may be there.
      if (error instanceof Failure) {
        if (lost > 0)
          throw error.after('nothing was written; the post step of this job looks for what may surface yet.');
        journal.withdrawn();
        throw error;
      }
      const reason = error instanceof LostAnswer ? error.reason : 'an error that the action does not know';
      journal.answerLost();
      world.log.info(`Microsoft Graph did not say whether it added the secret (${reason}); looking for it.`);
      const traces = { displayName, doomed: undefined, keep: undefined, mayBeMore: true };
      const gone = await withdraw(traces, rollback, false);
      if (!gone || lost > 0) throw lostAnswer(reason, gone ? undefined : byHand(traces, rollback));
    }
  }
}

/** @param left what to do about what may be left on the application; undefined when nothing is */
function lostAnswer(reason: string, left: string | undefined): Failure {
  return new Failure(
    'graph-request-failed',
    {
      happened: `Microsoft Graph was asked to add a client secret, and did not say whether it did (${reason}).`,
      likely: 'a passing disturbance of the service or of the network.',
      fix: left === undefined ? 'run the job again.' : 'remove what is left, then run the job again.',
    },
    left === undefined
      ? 'no secret of this run is left on the application, and nothing was written.'
      : `a secret of this run may be on the application, held by nobody. The post step of this job looks again.${left}`,
  );
}

async function prove(secret: NewSecret, applicationId: string, inputs: Inputs, world: World): Promise<void> {
  const { cloud, verifyTimeout: timeout } = inputs;
  const { clock, log, budget } = world;
  const begun = clock.now().getTime();
  const login = (): Promise<Refusal | undefined> => world.trySecret(applicationId, secret.secretText);
  await verifySecret({ applicationId, cloud, login, timeout, clock, log });
  budget.extend(clock.now().getTime() - begun);
  log.info('Microsoft Entra ID accepts the new secret.');
}

/** How often a write is sent whose answer was lost: twice the same does no harm. */
const writes = 3;

/** What a request that changes something must find in the budget, in milliseconds: else it would be given up at once. */
const oneRequest = 25_000;

/** Writes to one destination. Where nobody says whether it took the value, it is asked whether anything changed. */
async function store(secret: NewSecret, target: Target, world: World, journal: Journal): Promise<void> {
  const { destination, index, write } = target;
  world.budget.reserve(oneRequest);
  const before = await destination.mark();
  if (before !== undefined) journal.writing(index, before);
  let doubt: Failure | undefined;
  for (let sent = 0; sent < writes; sent += 1) {
    await world.clock.sleep(sent === 0 ? 0 : backoff(sent));
    try {
      await write(secret);
      return;
    } catch (error) {
      if (!(error instanceof WriteInDoubt) && doubt === undefined) throw error;
      doubt = asFailure(error instanceof WriteInDoubt ? error.failure : error);
      if (!(error instanceof WriteInDoubt)) break;
      world.log.info(`${destination.label} did not say whether it took the secret.`);
    }
  }
  const failure = asFailure(doubt);
  const taken = await hasTaken(destination, before, world).catch(() => {
    throw new WriteInDoubt(failure);
  });
  if (!taken) throw failure;
}

/** Ends a run that failed after a secret was added: the secret is removed, unless somebody holds it or may hold it. */
async function undo(
  error: unknown,
  added: { readonly displayName: string; readonly keyId: string },
  holders: readonly string[],
  rollback: Rollback,
  journal: Journal,
): Promise<Failure> {
  const failure = asFailure(error instanceof WriteInDoubt ? error.failure : error);
  const secret = `the new secret (key ID ${added.keyId})`;
  if (holders.length > 0) return failure.after(`${secret} stays, since it is held by ${holders.join(', ')}.`);
  if (error instanceof WriteInDoubt) {
    return failure.after(
      `${secret} is kept, since nobody can say whether the destination holds it; the post step of this job asks again. Only if it does not:${removeByHand(added.keyId, rollback)}`,
    );
  }
  const traces = {
    displayName: added.displayName,
    doomed: added.keyId,
    keep: undefined,
    mayBeMore: false,
  };
  if (await withdraw(traces, rollback, false)) {
    journal.withdrawn();
    return failure.after(`${secret} was removed again.`);
  }
  return failure.after(
    `${secret} is held by nobody, and could not be removed; the post step of this job tries again.${removeByHand(added.keyId, rollback)}`,
  );
}
