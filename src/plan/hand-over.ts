import type { CompromisedRemoval } from './compromised.ts';
import { isLive, type ManagedSecret, type PasswordCredential } from './credentials.ts';
import type { ManagedSecrets } from './retirement.ts';
import { endOfLifetime } from '../shared/duration.ts';

/** How long a person has to update Exalate when no earlier secret expires. */
const defaultTime = { days: 14 };

/** Until when a person must update Exalate. */
export interface HandOverDeadline {
  readonly date: Date;
  /** The earlier secret that expires then; undefined when none expires. */
  readonly expiring: PasswordCredential | undefined;
  /** The compromised secrets that this run removes, which is why the date is today; undefined when there are none. */
  readonly compromised?: CompromisedRemoval;
}

/**
 * When Exalate must use the current secret at the latest: when the first of the secrets expires that were live when the current
 * one was added, whether it has expired since or not. These are the older secrets of the lineage and the adopted ones; without any
 * of them the others on the application. Without any of those, 14 days after the current secret was added.
 *
 * @param current the newest secret of the lineage
 * @param credentials all secrets on the application
 */
export function findHandOverDeadline(
  current: ManagedSecret,
  { own, adopted }: ManagedSecrets,
  credentials: readonly PasswordCredential[],
): HandOverDeadline {
  const { startDateTime: added, keyId } = current;
  const findFirstEnd = (secrets: readonly PasswordCredential[]): HandOverDeadline | undefined =>
    secrets
      .filter((secret) => secret.keyId !== keyId && wasLive(secret, added))
      .flatMap((secret) =>
        secret.endDateTime === null ? [] : [{ date: secret.endDateTime, expiring: secret }],
      )
      .sort((a, b) => a.date.getTime() - b.date.getTime())[0];
  return (
    findFirstEnd([...own, ...adopted]) ??
    findFirstEnd(credentials) ?? { date: endOfLifetime(defaultTime, added), expiring: undefined }
  );
}

/**
 * When Exalate must use the current secret after a run that removes compromised ones: on the day of their removal, since Exalate may
 * have used one of them.
 *
 * @param now by Microsoft Graph's clock
 */
export function findCompromisedDeadline(compromised: CompromisedRemoval, now: Date): HandOverDeadline {
  const date = new Date(now);
  date.setUTCHours(23, 59, 59, 0);
  return { date, expiring: undefined, compromised };
}

/** Whether a secret existed at a time and had not expired. A secret without a start may have existed always. */
function wasLive(secret: PasswordCredential, moment: Date): boolean {
  return (secret.startDateTime === null || secret.startDateTime <= moment) && isLive(secret, moment);
}
