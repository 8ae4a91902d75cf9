import type { Application } from '../entra/application.ts';
import type { ManagedSecret } from '../plan/credentials.ts';
import type { Lineage } from '../plan/lineage.ts';
import { findManagedSecrets, type Policy } from '../plan/plan.ts';
import { confirmRetirable, type RetirableSecret } from '../plan/retirement.ts';
import { pollDelays, removeSecrets, type RemovalSite } from './remove-secret.ts';
import type { PreparedDestination } from './store-secret.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import type { ActionError } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import { toActionErrors, settleAll } from '../shared/settle.ts';
import { describeSecret, formatRetirableSecret } from './messages.ts';

/** Whose secrets are removed, and who may hold them. */
export interface Scene extends RemovalSite {
  readonly application: Application;
  readonly targets: readonly PreparedDestination[];
  readonly lineage: Lineage;
  readonly policy: Policy;
}

/**
 * Removes secrets that nothing needs any more, one after the other, as far as a second look agrees. What cannot be
 * removed now stays for the next run: the run itself did what it was for.
 *
 * @param known what this run knows to be on the application, though a replica may not have heard of it
 * @returns those that are gone: a later read did not show them any more
 */
export async function retireSecrets(
  planned: readonly RetirableSecret[],
  known: readonly ManagedSecret[],
  scene: Scene,
  log: Log,
): Promise<readonly RetirableSecret[]> {
  if (planned.length === 0) return [];
  try {
    scene.budget.ensureRemaining(minTimeForWrite);
    const agreed = await confirmRetirement(planned, known, scene);
    for (const { secret } of planned.filter((one) => !agreed.includes(one))) {
      log.info(
        `${describeSecret(secret)} was not removed: the second check did not confirm that it is superseded.`,
      );
    }
    return await removeAll(agreed, scene, log);
  } catch (error) {
    for (const failure of toActionErrors(error)) log.warning(formatPostponed(failure));
    return [];
  }
}

/** Both looks have shown each of them: a replica that does not know it any more has heard of its removal. */
async function removeAll(
  agreed: readonly RetirableSecret[],
  scene: Scene,
  log: Log,
): Promise<readonly RetirableSecret[]> {
  if (agreed.length === 0) return [];
  const keyIds = agreed.map(({ secret: { keyId } }) => keyId);
  const { gone, failure } = await removeSecrets(
    {
      keyIds,
      unseen: true,
      mustGo: ({ keyId }) => keyIds.includes(keyId),
      agreeingReads: 1,
      pollDelays,
      mayBeMore: false,
      onFailure: 'stop',
    },
    scene,
  );
  const retired = agreed.filter(({ secret: { keyId } }) => gone.has(keyId));
  for (const one of retired) log.info(`Removed ${formatRetirableSecret(one)}.`);
  if (failure !== undefined && retired.length < agreed.length) {
    log.warning(formatPostponed(failure));
    return retired;
  }
  for (const { secret } of agreed.filter((one) => !retired.includes(one))) {
    log.warning(
      `${describeSecret(secret)} is still on the application: Microsoft Graph accepted its removal, but still lists it. The next run removes it if it is still there.`,
    );
  }
  return retired;
}

/** Asks the application and its destinations anew: reads lag writes, and somebody else may have written since. */
async function confirmRetirement(
  planned: readonly RetirableSecret[],
  known: readonly ManagedSecret[],
  { application, applications, targets, lineage, policy }: Scene,
): Promise<readonly RetirableSecret[]> {
  const [credentials, states] = await settleAll([
    applications.listCredentials(application.objectId),
    settleAll(targets.map(({ destination }) => destination.readState())),
  ]);
  const { own, adopted } = findManagedSecrets(lineage, policy, credentials);
  const unseen = known.filter(({ keyId }) => own.every((one) => one.keyId !== keyId));
  const places = targets.map(({ destination: { label } }, index) => ({
    label,
    evidence: states[index]?.evidence,
  }));
  const managed = { own: [...own, ...unseen], adopted };
  return confirmRetirable(planned, managed, places, policy.maxStoreDelay);
}

function formatPostponed({ code, explanation: { problem, remedy } }: ActionError): string {
  return `A superseded secret could not be removed (${code}). The next run tries again. ${problem} To fix it: ${remedy}`;
}
