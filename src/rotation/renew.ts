import type { PreparedDestination } from '../destinations/destination.ts';
import { descriptionChangedError, expiryChangedError } from '../entra/graph/errors.ts';
import { readGraphTime } from '../entra/plan-time.ts';
import type { ManagedSecret } from '../plan/credentials.ts';
import { formatLineage } from '../plan/lineage.ts';
import { maxSecrets, type Addition } from '../plan/plan.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { addSecret } from './add-secret.ts';
import type { RotationContext } from './context.ts';
import { rollBack } from './roll-back.ts';
import { begun, completed, type Intent } from './state.ts';
import { refreshStates, storeInAll } from './store-secret.ts';
import { createLimitError } from './two-secret-limit.ts';
import { loginsPerVerification, verifySecret } from './verify-secret.ts';

/**
 * Adds a client secret, verifies it and stores it, or rolls back. The journal records each step, for the post step of a run
 * that is killed.
 *
 * @returns the new secret, as the planner sees it
 * @throws ActionError `two-secret-limit`, `description-refused`, or as `addSecret`, `verifySecret` and `storeInAll` do. Once a
 *   secret may have been added, it includes the state that the run leaves
 */
export async function renew(plan: Addition, context: RotationContext): Promise<ManagedSecret> {
  const { application, inputs, journal, log, progress, provenance } = context;
  const { displayName, endDateTime } = plan;
  requireRoom(context);
  const adding = journal.save(begun(createIntent(plan, context)));
  if (inputs.verify) context.openLoginConnections(loginsPerVerification);
  try {
    const { password, state } = await addSecret(plan, adding, context);
    const startDateTime = readGraphTime(context);
    journal.save(state);
    const { keyId, secretText } = password;
    log.info(`Added "${displayName}" (key ID ${keyId}), valid until ${formatTimestamp(endDateTime)}.`);
    if (password.displayName !== displayName) throw descriptionChangedError(displayName);
    requireRequestedExpiry(endDateTime, password.endDateTime);
    const destinations = inputs.verify ? await verifyAndRefresh(secretText, context) : context.destinations;
    const tags = {
      'application-id': application.applicationId,
      'key-id': keyId,
      lineage: formatLineage(provenance),
    };
    const secret = { keyId, endDateTime, tags, secretText };
    journal.trySave(completed(await storeInAll(secret, state, { ...context, destinations })));
    progress.keptKeyId = keyId;
    if (inputs.revokeAfterJob)
      log.info('The secret is for this job only: the post step of this action removes it.');
    return { keyId, displayName, startDateTime, endDateTime };
  } catch (error) {
    throw await rollBack(error, context);
  }
}

/** @throws ActionError `two-secret-limit` when a secret that had to be removed first is still there */
function requireRoom(context: RotationContext): void {
  const { signInAudience, passwordCredentials } = context.application;
  if (passwordCredentials.length - context.progress.retired.length < maxSecrets(signInAudience)) return;
  throw createLimitError(passwordCredentials, context);
}

/** How far the expiry that Graph stores may be from the one that was requested, in milliseconds: it may round. */
const maxRounding = 1_000;

/**
 * @param stored null when Graph did not return it
 * @throws ActionError `lifetime-not-allowed` when Graph stored a different expiry, because the outputs would name the wrong date
 */
function requireRequestedExpiry(requested: Date, stored: Date | null): void {
  if (stored !== null && Math.abs(stored.getTime() - requested.getTime()) > maxRounding)
    throw expiryChangedError(requested, stored);
}

function createIntent({ displayName }: Addition, { application, cloud, inputs }: RotationContext): Intent {
  const { tenantId, clientId, destinations, revokeAfterJob } = inputs;
  const { applicationId, objectId } = application;
  return {
    tenantId,
    clientId,
    cloud: cloud.name,
    applicationId,
    objectId,
    displayName,
    destinations: [...destinations],
    revokeAfterJob,
  };
}

/**
 * Verifies the secret. During each round of logins that can be the last one, it reads the destinations again: another
 * process may have written them, and the revision before a write must be recent.
 */
async function verifyAndRefresh(
  secretText: string,
  context: RotationContext,
): Promise<readonly PreparedDestination[]> {
  let refreshed = Promise.resolve(context.destinations);
  const onLastRound = (): void => {
    refreshed = refreshed.then((destinations) => refreshStates(destinations, context.clock));
  };
  await verifySecret(secretText, context, onLastRound).finally(() => refreshed);
  return refreshed;
}
