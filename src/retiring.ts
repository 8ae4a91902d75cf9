import type { Application } from './entra/application.ts';
import type { Applications } from './entra/applications.ts';
import type { OwnSecret } from './plan/credentials.ts';
import { witnessesAmong } from './plan/evidence.ts';
import type { Lineage } from './plan/lineage.ts';
import { managedSecrets, type Policy } from './plan/plan.ts';
import { confirmed, type Superfluous } from './plan/retirement.ts';
import { longestChange, type Target } from './storing.ts';
import type { Budget } from './support/budget.ts';
import type { Failure } from './support/failure.ts';
import type { Log } from './support/log.ts';
import { failuresIn, together } from './support/together.ts';
import { describeSecret, superfluousInWords } from './wording.ts';

/** Whose secrets are removed, and who may hold them. */
export interface Scene {
  readonly application: Application;
  readonly applications: Applications;
  readonly targets: readonly Target[];
  readonly lineage: Lineage;
  readonly policy: Policy;
  readonly budget: Budget;
}

/**
 * Removes secrets that nothing needs any more, one after the other, as far as a second look agrees. What cannot be
 * removed now stays for the next run: the run itself did what it was for.
 *
 * @param known what this run knows to be on the application, though a replica may not have heard of it
 * @returns those that are gone
 */
export async function retire(
  planned: readonly Superfluous[],
  known: readonly OwnSecret[],
  scene: Scene,
  log: Log,
): Promise<readonly Superfluous[]> {
  const { application, applications, budget } = scene;
  const retired: Superfluous[] = [];
  if (planned.length === 0) return retired;
  try {
    budget.reserve(longestChange);
    const agreed = await lookAgain(planned, known, scene);
    for (const { secret } of planned.filter((one) => !agreed.includes(one))) {
      log.info(`${describeSecret(secret)}, stays for now: a second look did not show that nothing holds it.`);
    }
    for (const one of agreed) {
      budget.reserve(longestChange);
      // Both looks have shown it: a replica that does not know it any more has heard of its removal.
      await applications.removePassword(application, one.secret.keyId);
      retired.push(one);
      log.info(`Removed ${superfluousInWords(one)}.`);
    }
  } catch (error) {
    for (const failure of failuresIn(error)) log.warning(leftForTheNextRun(failure));
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
  return `A secret that nothing needs any more stays until the next run, since it could not be removed (${code}). ${happened} To fix it: ${fix}`;
}
