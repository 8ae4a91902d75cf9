import type { Application, Applications } from './entra/applications.ts';
import type { Clock } from './support/clock.ts';

/** What a roll-back needs from outside. */
export interface Rollback {
  readonly applications: Applications;
  readonly clock: Clock;
}

/** How long to wait before each look, in milliseconds. A replica that was asked may not have heard of the secret yet. */
const looks = [0, 1_000, 2_000, 4_000, 8_000];

/**
 * Removes a client secret that this run added.
 *
 * @returns whether it is gone: removed, or found by nobody through all looks
 */
export async function withdrawKey(
  application: Application,
  keyId: string,
  world: Rollback,
): Promise<boolean> {
  const { applications, clock } = world;
  for (const wait of looks) {
    await clock.sleep(wait);
    if ((await applications.removePassword(application, keyId)) === 'removed') return true;
  }
  const left = await applications.passwordCredentials(application.objectId);
  return left.every((credential) => credential.keyId !== keyId);
}

/**
 * Removes whatever was added under a description that is unique to this run: the way to settle an addPassword whose
 * answer was lost.
 *
 * @returns whether none of it is left
 */
export async function withdrawDescription(
  application: Application,
  displayName: string,
  world: Rollback,
): Promise<boolean> {
  const { applications, clock } = world;
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
