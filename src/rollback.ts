import type { Application, Applications } from './entra/applications.ts';
import type { Cloud } from './entra/clouds.ts';
import { commands, listSecrets, removeSecretByHand } from './entra/hints.ts';
import type { Clock } from './support/clock.ts';
import { Failure } from './support/failure.ts';

/** The application that is to be left as it was found, and how to reach it. */
export interface Rollback {
  readonly application: Application;
  readonly applications: Applications;
  readonly cloud: Cloud;
  readonly clock: Clock;
}

/** How long to wait before each look, in milliseconds. A replica that was asked may not have heard of the secret yet. */
const looks = [0, 1_000, 2_000, 4_000, 8_000];

/**
 * Removes a client secret that this run added.
 *
 * @returns what is so then, for the error that led here; it never throws
 */
export async function withdraw(keyId: string, rollback: Rollback): Promise<string> {
  const { application, cloud } = rollback;
  const gone = await removeKey(keyId, rollback).catch(() => false);
  if (gone) return `the new secret (key ID ${keyId}) was removed again.`;
  const command = commands(cloud, removeSecretByHand(application.applicationId, keyId));
  return `the new secret (key ID ${keyId}) is held by nobody, and could not be removed. Remove it:${command}`;
}

/** Whether it is gone: removed, or found by nobody through all looks. */
async function removeKey(keyId: string, { application, applications, clock }: Rollback): Promise<boolean> {
  for (const wait of looks) {
    await clock.sleep(wait);
    if ((await applications.removePassword(application, keyId)) === 'removed') return true;
  }
  const left = await applications.passwordCredentials(application.objectId);
  return left.every((credential) => credential.keyId !== keyId);
}

/**
 * Settles an addPassword whose answer was lost: removes what it may have added, which only the description tells,
 * since that is unique to the run.
 *
 * @param reason why nobody knows whether it was added
 * @returns the failure to end with; it never throws
 */
export async function settle(reason: string, displayName: string, rollback: Rollback): Promise<Failure> {
  const { application, cloud } = rollback;
  const gone = await removeDescribed(displayName, rollback).catch(() => false);
  const { applicationId } = application;
  const command = commands(cloud, listSecrets(applicationId), removeSecretByHand(applicationId, 'KEY-ID'));
  return new Failure(
    'graph-request-failed',
    {
      happened: `Microsoft Graph was asked to add a client secret, and did not say whether it did (${reason}).`,
      likely: 'a passing disturbance of the service or of the network.',
      fix: gone ? 'run the job again.' : 'remove what is left, then run the job again.',
    },
    gone
      ? 'no secret of this run is left on the application, and nothing was written.'
      : `a secret "${displayName}" may be on the application, held by nobody. Look for it, and remove it:${command}`,
  );
}

/** Whether none of it is left after the last look. */
async function removeDescribed(
  displayName: string,
  { application, applications, clock }: Rollback,
): Promise<boolean> {
  const removed = new Set<string>();
  let seen = new Set<string>();
  for (const wait of looks) {
    await clock.sleep(wait);
    const present = await applications.passwordCredentials(application.objectId);
    seen = new Set(present.filter((one) => one.displayName === displayName).map(({ keyId }) => keyId));
    for (const keyId of seen) {
      if ((await applications.removePassword(application, keyId)) === 'removed') removed.add(keyId);
    }
  }
  return seen.isSubsetOf(removed);
}
