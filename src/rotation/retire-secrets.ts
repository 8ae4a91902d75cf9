import { isCompromisedRemoval } from '../plan/compromised.ts';
import type { ManagedSecret, PasswordCredential } from '../plan/credentials.ts';
import type { DestinationEvidence } from '../plan/evidence.ts';
import { findManagedSecrets } from '../plan/plan.ts';
import { confirmRetirable, type ManagedSecrets, type RetirableSecret } from '../plan/retirement.ts';
import { pollDelays, removeSecrets } from './remove-secret.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import { toActionErrors, type ActionError } from '../shared/action-error.ts';
import { settleAll } from '../shared/settle.ts';
import type { RotationContext } from './context.ts';
import { describeSecret, formatRetirableSecret } from './messages.ts';

/** Keeps the planned removals that a second check confirms, given what the services show then. */
export type Confirm = (
  credentials: readonly PasswordCredential[],
  states: readonly DestinationEvidence[],
) => readonly RetirableSecret[];

/**
 * Creates the second check for secrets that are superseded, expired or unstored.
 *
 * @param known secrets that this run added, and that a replica may not know yet
 */
export function createRetirementCheck(
  planned: readonly RetirableSecret[],
  known: readonly ManagedSecret[],
  context: RotationContext,
): Confirm {
  return (credentials, states) =>
    confirmRetirable(
      planned,
      findManagedSecretsAgain(credentials, known, context),
      states,
      context.policy.maxStoreDelay,
    );
}

/**
 * The secrets that the workflow may remove, at the second check.
 *
 * @param known secrets that this run added, and that a replica may not know yet. An older one that is not listed was removed by
 *   somebody else
 */
export function findManagedSecretsAgain(
  credentials: readonly PasswordCredential[],
  known: readonly ManagedSecret[],
  { provenance, policy }: Pick<RotationContext, 'provenance' | 'policy'>,
): ManagedSecrets {
  const { own, adopted } = findManagedSecrets(provenance, policy, credentials);
  const unlisted = known.filter(({ keyId }) => own.every((secret) => secret.keyId !== keyId));
  return { own: [...own, ...unlisted], adopted };
}

/**
 * Removes secrets that are no longer needed, one after the other, if a second check confirms that. A secret that cannot be
 * removed now is left for the next run and does not make this one fail.
 *
 * @param confirm the second check
 * @returns those that are gone: a later read did not list them any more
 */
export async function retireSecrets(
  planned: readonly RetirableSecret[],
  confirm: Confirm,
  context: RotationContext,
): Promise<readonly RetirableSecret[]> {
  const { budget, log } = context;
  if (planned.length === 0) return [];
  try {
    budget.ensureRemaining(minTimeForWrite);
    const confirmed = await checkAgain(confirm, context);
    for (const { secret } of planned.filter((secret) => !confirmed.includes(secret))) {
      log.info(
        `${describeSecret(secret)} was not removed: the second check did not confirm that it is no longer needed.`,
      );
    }
    return await removeConfirmed(confirmed, context);
  } catch (error) {
    for (const failure of toActionErrors(error)) log.warning(formatPostponed(failure, planned, context));
    return [];
  }
}

/** Both checks have listed each of these secrets, so a replica that does not know one knows about its removal. */
async function removeConfirmed(
  confirmed: readonly RetirableSecret[],
  context: RotationContext,
): Promise<readonly RetirableSecret[]> {
  const { log } = context;
  if (confirmed.length === 0) return [];
  const keyIds = confirmed.map(({ secret: { keyId } }) => keyId);
  const { gone, failure } = await removeSecrets(
    {
      keyIds,
      removeUnlisted: true,
      matches: ({ keyId }) => keyIds.includes(keyId),
      requiredAbsences: 1,
      pollDelays,
      useAllPolls: false,
      // The next run repeats the others.
      afterFailure: confirmed.some(isCompromisedRemoval) ? 'retry' : 'stop',
    },
    context,
  );
  const retired = confirmed.filter(({ secret: { keyId } }) => gone.has(keyId));
  for (const secret of retired) log.info(`Removed ${formatRetirableSecret(secret)}.`);
  if (failure !== undefined && retired.length < confirmed.length) {
    log.warning(formatPostponed(failure, confirmed, context));
    return retired;
  }
  for (const { secret } of confirmed.filter((secret) => !retired.includes(secret))) {
    log.warning(
      `${describeSecret(secret)} is still on the application: Microsoft Graph accepted its removal, but still lists it.${tellNextTry(confirmed, context)}`,
    );
  }
  return retired;
}

/**
 * Reads the application and its destinations again: the first read may have been out of date, and another process may have
 * written since.
 */
async function checkAgain(
  confirm: Confirm,
  { application, applications, destinations }: RotationContext,
): Promise<readonly RetirableSecret[]> {
  const [credentials, states] = await settleAll([
    applications.listCredentials(application.objectId),
    settleAll(
      destinations.map(async (destination) => ({ ...destination, ...(await destination.readState()) })),
    ),
  ]);
  return confirm(credentials, states);
}

function formatPostponed(
  { code, explanation: { problem, remedy } }: ActionError,
  planned: readonly RetirableSecret[],
  context: RotationContext,
): string {
  const kind = planned.some(isCompromisedRemoval) ? 'compromised' : 'superseded';
  return `A ${kind} secret could not be removed (${code}).${tellNextTry(planned, context)} ${problem} To fix it: ${remedy}`;
}

/** The next run repeats neither an acknowledgement nor `compromised`; the error of the run says what to do. */
function tellNextTry(
  planned: readonly RetirableSecret[],
  { inputs: { acknowledge } }: RotationContext,
): string {
  return acknowledge === undefined && !planned.some(isCompromisedRemoval) ? ' The next run tries again.' : '';
}
