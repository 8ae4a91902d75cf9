import { addSecret, type Undertaking } from './add-secret.ts';
import { UnconfirmedWriteError, type NewSecret } from '../destinations/destination.ts';
import { descriptionChangedError } from '../entra/graph-errors.ts';
import type { LoginRefusal } from '../entra/refusal.ts';
import { loginsPerVerification, verifySecret } from './verify-secret.ts';
import { formatDestinationStatus } from './holdings.ts';
import type { Inputs } from './inputs.ts';
import type { Progress } from './outcome.ts';
import { graphNow } from '../entra/moments.ts';
import type { ManagedSecret } from '../plan/credentials.ts';
import { formatLineage, type Lineage } from '../plan/lineage.ts';
import type { Addition } from '../plan/plan.ts';
import { formatRemoveCommand, removeAddedSecrets } from './roll-back.ts';
import type { Journal } from './journal.ts';
import { begin, complete, recoveryFor, remove, type In } from './state.ts';
import { refreshStates, isFresh, storeSecret, type PreparedDestination } from './store-secret.ts';
import { toActionError, type ActionError } from '../shared/action-error.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import type { Services } from './services.ts';

/** Where a secret is added, and where it goes. */
export interface Renewal extends Undertaking {
  readonly lineage: Lineage;
  readonly targets: readonly PreparedDestination[];
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
  services: Services,
  journal: Journal,
  progress: Progress,
): Promise<ManagedSecret> {
  const { log } = services;
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
  if (inputs.verify) services.openLoginConnections(loginsPerVerification);
  try {
    const { password, state } = await addSecret(plan, begun, renewal, services, journal);
    const startDateTime = graphNow(services);
    const { keyId } = password;
    const tags = { 'application-id': applicationId, 'key-id': keyId, lineage: formatLineage(lineage) };
    const secret = { ...password, endDateTime, tags };
    journal.save(state);
    log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${formatTimestamp(endDateTime)}.`);
    if (secret.displayName !== displayName) throw descriptionChangedError();
    const ready = await verifyAndRefresh(secret, renewal, inputs, services);
    journal.trySave(complete(await storeInAll(secret, ready, state, services, journal)));
    progress.keptKeyId = keyId;
    if (inputs.revokeAfterJob) log.info('It is for this job alone: the post step of this action removes it.');
    return { keyId, displayName, startDateTime, endDateTime };
  } catch (error) {
    throw await rollBack(error, displayName, renewal, journal, progress);
  }
}

/** Writes to one destination after the other. */
async function storeInAll(
  secret: NewSecret,
  targets: readonly PreparedDestination[],
  added: In<'added'>,
  services: Services,
  journal: Journal,
): Promise<In<'stored'>> {
  let state: In<'added' | 'stored'> = added;
  for (const target of targets) {
    state = await storeSecret(secret, target, state, services, journal);
    services.log.info(`Wrote it to ${target.destination.label}.`);
  }
  if (state.step === 'added') throw new TypeError('a secret needs a destination');
  return state;
}

/**
 * Proves the secret, unless that is switched off. Beside it, the destinations are asked what they show by now; when that
 * is long ago, once more beside what may be the last round.
 */
async function verifyAndRefresh(
  secret: NewSecret,
  { application: { applicationId }, targets }: Renewal,
  inputs: Inputs,
  services: Services,
): Promise<readonly PreparedDestination[]> {
  if (!inputs.verify) return targets;
  const { cloud, verifyTimeout: timeout } = inputs;
  const { clock, log, budget, openLoginConnections } = services;
  const begun = clock.now();
  const tryLogin = (): Promise<LoginRefusal | undefined> =>
    services.trySecretLogin(applicationId, secret.secretText);
  let asked = refreshStates(targets, services);
  const onLastRound = (): void => {
    if (!isFresh(begun, services)) asked = asked.then(() => refreshStates(targets, services));
  };
  try {
    await verifySecret({
      applicationId,
      cloud,
      tryLogin,
      openLoginConnections,
      onLastRound,
      timeout,
      clock,
      log,
    });
    log.info('Microsoft Entra ID accepts the new secret.');
    if (inputs.azureDevOps !== undefined) {
      await services.verifyAzureDevOpsAccess(inputs.azureDevOps, applicationId, secret.secretText);
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
async function rollBack(
  error: unknown,
  displayName: string,
  renewal: Renewal,
  journal: Journal,
  progress: Progress,
): Promise<ActionError> {
  const inDoubt = error instanceof UnconfirmedWriteError;
  const failure = toActionError(inDoubt ? error.actionError : error);
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
    return failure.withState(
      `${secret} was kept: a destination holds it. ${formatDestinationStatus(keyId, renewal.targets, where)}`,
    );
  }
  if (recovery.kind === 'ask' && inDoubt) {
    progress.keptKeyId = keyId;
    return failure.withState(
      `${secret} is kept, since it is not known whether the destination holds it; the post step of this job asks again. Only if it does not:${formatRemoveCommand(keyId, renewal)}`,
    );
  }
  // What was asked for half a minute, and showed no write, counts as not written; the post step asks once more.
  const traces = { displayName, doomed: keyId, keep: undefined, mayBeMore: false };
  if ((await removeAddedSecrets(traces, renewal, 'main')).complete) {
    journal.trySave(remove(recovery.from));
    return failure.withState(`${secret} was removed again.`);
  }
  return failure.withState(
    `${secret} is in no destination, and could not be removed; the post step of this job tries again.${formatRemoveCommand(keyId, renewal)}`,
  );
}
