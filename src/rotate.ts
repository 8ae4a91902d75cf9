import type { Destination, NewSecret, Write } from './destinations/destination.ts';
import { LostAnswer } from './entra/applications.ts';
import { twoSecretLimit } from './entra/graph-failures.ts';
import type { Refusal } from './entra/refusal.ts';
import { verifySecret } from './entra/verification.ts';
import type { Inputs, Run } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import { isBeyondPortalCap, wholeSeconds } from './plan/lifetime.ts';
import { digestDestinations, drawNonce, type Provenance } from './plan/lineage.ts';
import { planRotation, type Addition, type PasswordCredential } from './plan/plan.ts';
import { settle, withdraw, type Rollback } from './rollback.ts';
import { asFailure, Failure } from './support/failure.ts';
import { together } from './support/together.ts';
import type { World } from './world.ts';

/** A destination that can be written now. */
interface Target {
  readonly destination: Destination;
  readonly write: Write;
}

/**
 * Adds a client secret, proves it, and stores it; after a failure, each secret that was added is held by a
 * destination, or gone.
 *
 * @throws Failure or Failures
 */
export async function rotate(inputs: Inputs, run: Run, world: World): Promise<Outcome> {
  const { log } = world;
  if (isBeyondPortalCap(inputs.endDateTime, world.clock.now())) {
    log.warning('`expires` lies beyond 24 months, the longest that the portal offers: mind your own policy.');
  }

  const [applications, targets] = await together([world.logIn(), prepareAll(world.destinations)]);
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);

  const application = await applications.find(inputs.application);
  const { applicationId, objectId, displayName: name } = application;
  log.info(`Found the application "${name}" (application ID ${applicationId}, object ID ${objectId}).`);

  const plan = planRotation(application, provenanceOf(inputs, run, world), inputs.endDateTime);
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

  const rollback = { application, applications, cloud: inputs.cloud, clock: world.clock };
  const secret = await add(plan, rollback);
  log.info(`Added "${displayName}" (key ID ${secret.keyId}), valid until ${wholeSeconds(endDateTime)}.`);

  const holders: string[] = [];
  try {
    if (inputs.verify) await prove(secret, applicationId, inputs, world);
    for (const { destination, write } of targets) {
      await write(secret);
      holders.push(destination.label);
      log.info(`Wrote it to ${destination.label}.`);
    }
  } catch (error) {
    throw asFailure(error).after(
      holders.length === 0
        ? await withdraw(secret.keyId, rollback)
        : `the new secret (key ID ${secret.keyId}) stays, since it is held by ${holders.join(', ')}.`,
    );
  }
  return { ...outcome, keyId: secret.keyId };
}

/** Asks all destinations at once whether they can be written; those that last come first, as they will be written. */
async function prepareAll(destinations: readonly Destination[]): Promise<readonly Target[]> {
  const ordered = destinations.toSorted((a, b) => Number(b.lasting) - Number(a.lasting));
  return together(ordered.map(async (destination) => ({ destination, write: await destination.prepare() })));
}

function provenanceOf(inputs: Inputs, run: Run, { destinations, random }: World): Provenance {
  return {
    description: inputs.description,
    repository: run.repository,
    digest: digestDestinations(destinations.map(({ identity }) => identity)),
    run: { id: run.id, attempt: run.attempt },
    nonce: drawNonce(random),
  };
}

function describe({ displayName, keyId, endDateTime }: PasswordCredential): string {
  return `"${displayName}" (key ID ${keyId}), expires ${wholeSeconds(endDateTime)}`;
}

async function add({ displayName, endDateTime }: Addition, rollback: Rollback): Promise<NewSecret> {
  try {
    const { application, applications } = rollback;
    const { keyId, secretText } = await applications.addPassword(application, displayName, endDateTime);
    return { keyId, secretText, endDateTime };
  } catch (error) {
    // A refusal is a Failure. After anything else the secret may be there.
    if (error instanceof Failure) throw error;
    const reason = error instanceof LostAnswer ? error.reason : 'an error that the action does not know';
    throw await settle(reason, displayName, rollback);
  }
}

async function prove(secret: NewSecret, applicationId: string, inputs: Inputs, world: World): Promise<void> {
  const { cloud, verifyTimeout: timeout } = inputs;
  const { clock, log } = world;
  const login = (): Promise<Refusal | undefined> => world.trySecret(applicationId, secret.secretText);
  await verifySecret({ applicationId, cloud, login, timeout, clock, log });
  log.info('Microsoft Entra ID accepts the new secret.');
}
