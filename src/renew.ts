import { add, type Undertaking } from './adding.ts';
import { WriteInDoubt, type NewSecret } from './destinations/destination.ts';
import { descriptionChanged } from './entra/graph-failures.ts';
import type { Refusal } from './entra/refusal.ts';
import { loginsInRound, verifySecret } from './entra/verification.ts';
import { listHoldings, type Holding } from './holdings.ts';
import type { Inputs } from './inputs.ts';
import type { Journal } from './journal.ts';
import type { OwnSecret } from './plan/credentials.ts';
import { wholeSeconds } from './plan/lifetime.ts';
import { printLineage, type Lineage } from './plan/lineage.ts';
import type { Addition } from './plan/plan.ts';
import { removeByHand, withdraw, type Rollback } from './rollback.ts';
import { askAgain, isFresh, store, type Target } from './storing.ts';
import { asFailure, type Failure } from './support/failure.ts';
import type { World } from './world.ts';

/** Where a secret is added, and where it goes. */
export interface Renewal extends Undertaking {
  readonly lineage: Lineage;
  readonly targets: readonly Target[];
}

/**
 * Adds a client secret, proves it, and stores it; after a failure, each secret that was added is held by a
 * destination, or gone. The journal tells the post step what is left to do, should this be killed.
 *
 * @returns the new secret, as the planner sees it
 * @throws Failure or Failures
 */
export async function renew(
  plan: Addition,
  renewal: Renewal,
  inputs: Inputs,
  world: World,
  journal: Journal,
): Promise<OwnSecret> {
  const { log } = world;
  const { displayName, endDateTime } = plan;
  const { application, lineage, targets } = renewal;
  const { applicationId, objectId } = application;
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
  if (inputs.verify) world.expectLogins(loginsInRound);
  const added = await add(plan, renewal, world, journal);
  const startDateTime = world.clock.now();
  const tags = { 'application-id': applicationId, 'key-id': added.keyId, lineage: printLineage(lineage) };
  const secret = { ...added, endDateTime, tags };

  let written = 0;
  try {
    journal.added(secret.keyId);
    log.info(`Added "${displayName}" (key ID ${secret.keyId}), valid until ${wholeSeconds(endDateTime)}.`);
    if (added.displayName !== displayName) throw descriptionChanged();
    for (const target of await prove(secret, renewal, inputs, world)) {
      await store(secret, target, world, journal);
      written += 1;
      journal.committed();
      log.info(`Wrote it to ${target.destination.label}.`);
    }
    journal.done();
    if (inputs.revokeAfterJob) log.info('It is for this job alone: the post step of this action removes it.');
  } catch (error) {
    const state = { displayName, keyId: added.keyId, targets, written };
    throw await undo(error, state, renewal, journal);
  }
  return { keyId: added.keyId, displayName, startDateTime, endDateTime };
}

/**
 * Proves the secret, unless that is switched off. Beside it, the destinations are asked what they show by now; when that
 * is long ago, once more beside what may be the last round.
 */
async function prove(
  secret: NewSecret,
  { application: { applicationId }, targets }: Renewal,
  inputs: Inputs,
  world: World,
): Promise<readonly Target[]> {
  if (!inputs.verify) return targets;
  const { cloud, verifyTimeout: timeout } = inputs;
  const { clock, log, budget, expectLogins } = world;
  const begun = clock.now();
  const login = (): Promise<Refusal | undefined> => world.trySecret(applicationId, secret.secretText);
  let asked = askAgain(targets, world);
  const nearlyReady = (): void => {
    if (!isFresh(begun, world)) asked = asked.then(() => askAgain(targets, world));
  };
  try {
    await verifySecret({ applicationId, cloud, login, expectLogins, nearlyReady, timeout, clock, log });
    log.info('Microsoft Entra ID accepts the new secret.');
    if (inputs.azureDevOps !== undefined) {
      await world.proveAzureDevOps(inputs.azureDevOps, applicationId, secret.secretText);
      log.info(`The application reaches the Azure DevOps organization ${inputs.azureDevOps} with it.`);
    }
    // What the destinations still take counts.
    budget.extend(clock.now().getTime() - begun.getTime());
  } finally {
    await asked;
  }
  return asked;
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
