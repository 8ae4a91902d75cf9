import { WriteInDoubt, type NewSecret } from './destinations/destination.ts';
import { LostAnswer, type AddedPassword, type Application } from './entra/applications.ts';
import { descriptionChanged, twoSecretLimit } from './entra/graph-failures.ts';
import type { Refusal } from './entra/refusal.ts';
import { verifySecret } from './entra/verification.ts';
import type { Inputs } from './inputs.ts';
import type { Journal } from './journal.ts';
import type { Outcome } from './outcome.ts';
import { isBeyondPortalCap, wholeSeconds } from './plan/lifetime.ts';
import { digestDestinations, drawNonce, printLineage, type Provenance } from './plan/lineage.ts';
import { planRotation, type Addition, type PasswordCredential } from './plan/plan.ts';
import { byHand, removeByHand, withdraw, type Rollback } from './rollback.ts';
import { listHoldings, type Holding } from './holdings.ts';
import { longestChange, prepareAll, store, type Target } from './storing.ts';
import { asFailure, Failure } from './support/failure.ts';
import { together } from './support/together.ts';
import type { World } from './world.ts';

/** A rollback in which all is known of the application. */
interface Undertaking extends Rollback {
  readonly application: Application;
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

  const provenance = provenanceOf(inputs, world);
  const plan = planRotation(application, provenance, inputs.endDateTime);
  if (plan.kind === 'no-room') throw twoSecretLimit(inputs, applicationId, plan.occupants.map(describe));

  const { displayName, endDateTime } = plan;
  const holders = targets.map(({ destination: { label, page } }) => ({ label, page }));
  const outcome = { application, displayName, endDateTime, holders };
  if (inputs.dryRun) {
    log.info(
      `Dry run: would add "${displayName}", valid until ${wholeSeconds(endDateTime)}, and write it to:`,
    );
    for (const { label } of holders) log.info(`  ${label}`);
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
    revoke: inputs.revokeAfterJob,
  });
  const rollback = { application, applications, cloud, clock: world.clock, budget: world.budget };
  const added = await add(plan, rollback, world, journal);
  const lineage = printLineage(provenance);
  const tags = { 'application-id': applicationId, 'key-id': added.keyId, lineage };
  const secret = { ...added, endDateTime, tags };

  let written = 0;
  try {
    journal.added(secret.keyId);
    log.info(`Added "${displayName}" (key ID ${secret.keyId}), valid until ${wholeSeconds(endDateTime)}.`);
    if (added.displayName !== displayName) throw descriptionChanged();
    if (inputs.verify) await prove(secret, applicationId, inputs, world);
    for (const target of targets) {
      await store(secret, target, world, journal);
      written += 1;
      journal.committed();
      log.info(`Wrote it to ${target.destination.label}.`);
    }
    journal.done();
    if (inputs.revokeAfterJob) log.info('It is for this job alone: the post step of this action removes it.');
  } catch (error) {
    const state = { displayName, keyId: added.keyId, targets, written };
    throw await undo(error, state, rollback, journal);
  }
  return { ...outcome, keyId: secret.keyId };
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
async function add(
  plan: Addition,
  rollback: Undertaking,
  world: World,
  journal: Journal,
): Promise<AddedPassword> {
  const { displayName, endDateTime } = plan;
  const { application, applications } = rollback;
  rollback.budget.reserve(longestChange);
  for (let lost = 0; ; lost += 1) {
    try {
      return await applications.addPassword(application, displayName, endDateTime);
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
  log.info('Microsoft Entra ID accepts the new secret.');
  if (inputs.azureDevOps !== undefined) {
    await world.proveAzureDevOps(inputs.azureDevOps, applicationId, secret.secretText);
    log.info(`The application reaches the Azure DevOps organization ${inputs.azureDevOps} with it.`);
  }
  budget.extend(clock.now().getTime() - begun);
}

/** How far a run had come with its secret. */
interface State {
  readonly displayName: string;
  readonly keyId: string;
  readonly targets: readonly Target[];
  /** How many of them hold the secret, in their order. */
  readonly written: number;
}

/** Ends a run that failed after a secret was added: the secret is removed, unless somebody holds it or may hold it. */
async function undo(error: unknown, state: State, rollback: Rollback, journal: Journal): Promise<Failure> {
  const failure = asFailure(error instanceof WriteInDoubt ? error.failure : error);
  const { displayName, keyId } = state;
  const secret = `the new secret (key ID ${keyId})`;
  if (state.written > 0) {
    journal.done();
    const lines = holdings(state, error instanceof WriteInDoubt);
    return failure.after(`${secret} stays, since it is held. ${listHoldings(lines)}`);
  }
  if (error instanceof WriteInDoubt) {
    return failure.after(
      `${secret} is kept, since nobody can say whether the destination holds it; the post step of this job asks again. Only if it does not:${removeByHand(keyId, rollback)}`,
    );
  }
  if (await withdraw({ displayName, doomed: keyId, keep: undefined, mayBeMore: false }, rollback, false)) {
    journal.withdrawn();
    return failure.after(`${secret} was removed again.`);
  }
  return failure.after(
    `${secret} is held by nobody, and could not be removed; the post step of this job tries again.${removeByHand(keyId, rollback)}`,
  );
}

function holdings({ keyId, targets, written }: State, inDoubt: boolean): readonly Holding[] {
  return targets.map(({ destination: { label, lasting } }, index) => {
    if (index < written) return { label, holds: 'new', keyId };
    if (index === written && inDoubt) return { label, holds: 'unknown', keyId };
    return { label, holds: lasting ? 'earlier' : 'nothing', keyId };
  });
}
