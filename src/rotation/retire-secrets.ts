import type { Application } from '../entra/application.ts';
import type { OwnSecret } from '../plan/credentials.ts';
import { witnessesAmong } from '../plan/evidence.ts';
import type { Lineage } from '../plan/lineage.ts';
import { managedSecrets, type Policy } from '../plan/plan.ts';
import { confirmed, type Superfluous } from '../plan/retirement.ts';
import { pollDelays, removeSecrets, type RemovalSite } from './remove-secret.ts';
import type { Target } from './store-secret.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import type { Failure } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import { failuresIn, together } from '../shared/settle.ts';
import { describeSecret, superfluousInWords } from './messages.ts';

/** Whose secrets are removed, and who may hold them. */
export interface Scene extends RemovalSite {
  readonly application: Application;
  readonly targets: readonly Target[];
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
export async function retire(
  planned: readonly Superfluous[],
  known: readonly OwnSecret[],
  scene: Scene,
  log: Log,
): Promise<readonly Superfluous[]> {
  if (planned.length === 0) return [];
  try {
    scene.budget.reserve(minTimeForWrite);
    const agreed = await lookAgain(planned, known, scene);
    for (const { secret } of planned.filter((one) => !agreed.includes(one))) {
      log.info(
        `${describeSecret(secret)}, was not removed: the second check did not confirm that it is superseded.`,
      );
    }
    return await removeAll(agreed, scene, log);
  } catch (error) {
    for (const failure of failuresIn(error)) log.warning(leftForTheNextRun(failure));
    return [];
  }
}

/** Both looks have shown each of them: a replica that does not know it any more has heard of its removal. */
async function removeAll(
  agreed: readonly Superfluous[],
  scene: Scene,
  log: Log,
): Promise<readonly Superfluous[]> {
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
  for (const one of retired) log.info(`Removed ${superfluousInWords(one)}.`);
  if (failure !== undefined && retired.length < agreed.length) {
    log.warning(leftForTheNextRun(failure));
    return retired;
  }
  for (const { secret } of agreed.filter((one) => !retired.includes(one))) {
    log.warning(
      `${describeSecret(secret)}, is still on the application: Microsoft Graph accepted its removal, but still lists it. The next run removes it if it is still there.`,
    );
  }
  return retired;
}

/** Asks the application and its destinations anew: reads lag writes, and somebody else may have written since. */
async function lookAgain(
  planned: readonly Superfluous[],
  known: readonly OwnSecret[],
  { application, applications, targets, lineage, policy }: Scene,
): Promise<readonly Superfluous[]> {
  const [credentials, states] = await together([
    applications.credentials(application.objectId),
    together(targets.map(({ destination }) => destination.state())),
  ]);
  const { own, adopted } = managedSecrets(lineage, policy, credentials);
  const unseen = known.filter(({ keyId }) => own.every((one) => one.keyId !== keyId));
  const places = targets.map(({ destination: { label } }, index) => ({
    label,
    evidence: states[index]?.evidence,
  }));
  const managed = { own: [...own, ...unseen], adopted };
  return confirmed(planned, managed, witnessesAmong(places), policy.longestWrite);
}

function leftForTheNextRun({ code, explanation: { happened, fix } }: Failure): string {
  return `A superseded secret could not be removed (${code}). The next run tries again. ${happened} To fix it: ${fix}`;
}
