import { add, type Undertaking } from './add-secret.ts';
import { WriteInDoubt, type NewSecret } from '../destinations/destination.ts';
import { descriptionChanged } from '../entra/graph-errors.ts';
import type { Refusal } from '../entra/refusal.ts';
import { loginsInRound, verifySecret } from './verify-secret.ts';
import { listHoldings } from './holdings.ts';
import type { Inputs } from './inputs.ts';
import type { Progress } from './outcome.ts';
import { nowAtGraph } from '../entra/moments.ts';
import type { OwnSecret } from '../plan/credentials.ts';
import { printLineage, type Lineage } from '../plan/lineage.ts';
import type { Addition } from '../plan/plan.ts';
import { removeByHand, withdraw } from './roll-back.ts';
import type { Journal } from './journal.ts';
import { begin, complete, recoveryFor, remove, type In } from './state.ts';
import { askAgain, isFresh, store, type Target } from './store-secret.ts';
import { asFailure, type Failure } from '../shared/action-error.ts';
import { wholeSeconds } from '../shared/timestamp.ts';
import type { World } from './services.ts';

/** Where a secret is added, and where it goes. */
export interface Renewal extends Undertaking {
  readonly lineage: Lineage;
  readonly targets: readonly Target[];
}

/**
 * Adds a client secret, proves it, and stores it; after a failure, each secret that was added is held by a
 * destination, or gone. The journal tells the post step what is left to do, should this be killed.
 *
 * @param progress is told when a destination holds the secret, or may
 * @returns the new secret, as the planner sees it
 * @throws Failure or Failures
 */
export async function renew(
  plan: Addition,
  renewal: Renewal,
  inputs: Inputs,
  world: World,
  journal: Journal,
  progress: Progress,
): Promise<OwnSecret> {
  const { log } = world;
  const { displayName, endDateTime } = plan;
  const { application, lineage } = renewal;
  const { applicationId, objectId } = application;
  const { tenantId, clientId, cloud, destinations } = inputs;
  const intent = {
    tenantId,
    clientId,
    cloud: cloud.name,
    applicationId,
    objectId,
    displayName,
    destinations: [...destinations],
    revokeAfterJob: inputs.revokeAfterJob,
  };
  const begun = journal.save(begin(intent));
  if (inputs.verify) world.expectLogins(loginsInRound);
  try {
    const { password, state } = await add(plan, begun, renewal, world, journal);
    const startDateTime = nowAtGraph(world);
    const { keyId } = password;
    const tags = { 'application-id': applicationId, 'key-id': keyId, lineage: printLineage(lineage) };
    const secret = { ...password, endDateTime, tags };
    journal.save(state);
    log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${wholeSeconds(endDateTime)}.`);
    if (secret.displayName !== displayName) throw descriptionChanged();
    const ready = await prove(secret, renewal, inputs, world);
    journal.trySave(complete(await storeInAll(secret, ready, state, world, journal)));
    progress.keptKeyId = keyId;
    if (inputs.revokeAfterJob) log.info('It is for this job alone: the post step of this action removes it.');
    return { keyId, displayName, startDateTime, endDateTime };
  } catch (error) {
    throw await undo(error, displayName, renewal, journal, progress);
  }
}

/** Writes to one destination after the other. */
async function storeInAll(
  secret: NewSecret,
  targets: readonly Target[],
  added: In<'added'>,
  world: World,
  journal: Journal,
): Promise<In<'stored'>> {
  let state: In<'added' | 'stored'> = added;
  for (const target of targets) {
    state = await store(secret, target, state, world, journal);
    world.log.info(`Wrote it to ${target.destination.label}.`);
  }
  if (state.step === 'added') throw new TypeError('a secret needs a destination');
  return state;
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
  } finally {
    // Whether it went well or not: storing and the roll-back have time of their own. What the destinations still take counts.
    budget.extend(clock.now().getTime() - begun.getTime());
    await asked;
  }
  return asked;
}

/** Ends a run that failed: a secret that was added is removed, unless somebody holds it or may hold it. */
async function undo(
  error: unknown,
  displayName: string,
  renewal: Renewal,
  journal: Journal,
  progress: Progress,
): Promise<Failure> {
  const inDoubt = error instanceof WriteInDoubt;
  const failure = asFailure(inDoubt ? error.failure : error);
  const recovery = recoveryFor(journal.state());
  // None was added, as far as is known. Where an answer was lost, the failure says what was done about that.
  if (!('keyId' in recovery) || recovery.keyId === undefined) return failure;
  const { keyId } = recovery;
  const secret = `the new secret (key ID ${keyId})`;
  if (recovery.kind === 'keep') {
    const { from, stored, unclear } = recovery;
    journal.trySave(complete(from));
    progress.keptKeyId = keyId;
    const where = { new: stored, unknown: inDoubt ? unclear?.destination : undefined };
    return failure.after(
      `${secret} was kept: a destination holds it. ${listHoldings(keyId, renewal.targets, where)}`,
    );
  }
  if (recovery.kind === 'ask' && inDoubt) {
    progress.keptKeyId = keyId;
    return failure.after(
      `${secret} is kept, since it is not known whether the destination holds it; the post step of this job asks again. Only if it does not:${removeByHand(keyId, renewal)}`,
    );
  }
  // What was asked for half a minute, and showed no write, counts as not written; the post step asks once more.
  const traces = { displayName, doomed: keyId, keep: undefined, mayBeMore: false };
  if ((await withdraw(traces, renewal, 'main')).complete) {
    journal.trySave(remove(recovery.from));
    return failure.after(`${secret} was removed again.`);
  }
  return failure.after(
    `${secret} is in no destination, and could not be removed; the post step of this job tries again.${removeByHand(keyId, renewal)}`,
  );
}
