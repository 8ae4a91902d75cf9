import type { Destination, NewSecret, Write } from './destinations/destination.ts';
import { LostAnswer, type Application, type Applications } from './entra/applications.ts';
import { twoSecretLimit } from './entra/graph-failures.ts';
import { listSecrets, removeSecretByHand } from './entra/hints.ts';
import type { Refusal } from './entra/refusal.ts';
import { verifySecret } from './entra/verification.ts';
import type { Inputs, Run } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import { isBeyondPortalCap } from './plan/lifetime.ts';
import { digestDestinations, drawNonce, type Provenance } from './plan/lineage.ts';
import { planRotation, type PasswordCredential } from './plan/plan.ts';
import { withdrawDescription, withdrawKey } from './rollback.ts';
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
  if (plan.kind === 'no-room') throw twoSecretLimit(applicationId, plan.occupants.map(describe));

  const { displayName, endDateTime } = plan;
  const labels = targets.map(({ destination }) => destination.label);
  const outcome = { application, displayName, endDateTime, holders: labels };
  if (inputs.dryRun) {
    log.info(
      `Dry run: would add "${displayName}", valid until ${endDateTime.toISOString()}, and write it to:`,
    );
    for (const label of labels) log.info(`  ${label}`);
    return { ...outcome, keyId: undefined };
  }

  const added = await add(application, displayName, endDateTime, applications, world);
  log.info(`Added "${displayName}" (key ID ${added.keyId}), valid until ${endDateTime.toISOString()}.`);

  await keepOrWithdraw(application, added, applications, world, async (holders) => {
    if (inputs.verify) {
      const login = (): Promise<Refusal | undefined> => world.trySecret(applicationId, added.secretText);
      await verifySecret({ applicationId, login, timeout: inputs.verifyTimeout, clock: world.clock, log });
      log.info('Microsoft Entra ID accepts the new secret.');
    }
    for (const { destination, write } of targets) {
      await write(added);
      holders.push(destination.label);
      log.info(`Wrote it to ${destination.label}.`);
    }
  });
  return { ...outcome, keyId: added.keyId };
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
  return `"${displayName}" (key ID ${keyId}), expires ${endDateTime.toISOString()}`;
}

async function add(
  application: Application,
  displayName: string,
  endDateTime: Date,
  applications: Applications,
  { clock }: World,
): Promise<NewSecret> {
  try {
    const { keyId, secretText } = await applications.addPassword(application, displayName, endDateTime);
    return { keyId, secretText, endDateTime };
  } catch (error) {
    if (!(error instanceof LostAnswer)) throw error;
    const failure = new Failure('graph-request-failed', {
      happened: `Microsoft Graph was asked to add a client secret, and did not say whether it did (${error.reason}).`,
      likely: 'a passing disturbance of the service or of the network.',
      fix: 'run the job again.',
    });
    const gone = await withdrawDescription(application, displayName, { applications, clock }).catch(
      () => false,
    );
    throw failure.after(
      gone
        ? 'no secret of this run is left on the application, and nothing was written.'
        : `a secret "${displayName}" may be on the application, held by nobody. Look for it and remove it:\n  ${listSecrets(application.applicationId)}`,
    );
  }
}

/** Does what follows after a secret was added; when that fails and nobody holds the secret, removes it again. */
async function keepOrWithdraw(
  application: Application,
  { keyId }: NewSecret,
  applications: Applications,
  { clock }: World,
  work: (holders: string[]) => Promise<void>,
): Promise<void> {
  const holders: string[] = [];
  try {
    await work(holders);
  } catch (error) {
    const failure = asFailure(error);
    if (holders.length > 0) {
      throw failure.after(
        `the new secret (key ID ${keyId}) stays, since it is held by ${holders.join(', ')}.`,
      );
    }
    const gone = await withdrawKey(application, keyId, { applications, clock }).catch(() => false);
    throw failure.after(
      gone
        ? `the new secret (key ID ${keyId}) was removed again.`
        : `the new secret (key ID ${keyId}) is held by nobody, and could not be removed. Remove it:\n  ${removeSecretByHand(application.applicationId, keyId)}`,
    );
  }
}
