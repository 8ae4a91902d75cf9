import { parseProvenance, type Lineage } from './lineage.ts';

/** A client secret as Entra lists it: never with its value. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string;
  /** Null when Entra does not say. */
  readonly startDateTime: Date | null;
  /** Null when it never expires. */
  readonly endDateTime: Date | null;
}

/** A client secret of this run's lineage. */
export interface OwnSecret extends PasswordCredential {
  readonly startDateTime: Date;
}

/**
 * The secrets of a lineage, oldest first. Description, repository and digest must all match to the letter: nothing else
 * on the application is this action's to touch.
 */
export function secretsOf(
  lineage: Lineage,
  credentials: readonly PasswordCredential[],
): readonly OwnSecret[] {
  return credentials
    .flatMap((credential) => {
      const { displayName, startDateTime } = credential;
      const found = parseProvenance(displayName);
      // Entra notes the start of whatever this action adds.
      if (found === undefined || startDateTime === null || !isSame(found, lineage)) return [];
      return [{ ...credential, startDateTime }];
    })
    .sort(byAge);
}

/** Whether two are one lineage. */
export function isSame(one: Lineage, other: Lineage): boolean {
  return (
    one.description === other.description &&
    one.repository === other.repository &&
    one.digest === other.digest
  );
}

/** Whether a secret still logs in, as far as its time goes. */
export function isLive({ endDateTime }: PasswordCredential, now: Date): boolean {
  return endDateTime === null || endDateTime > now;
}

function byAge(one: OwnSecret, other: OwnSecret): number {
  const apart = one.startDateTime.getTime() - other.startDateTime.getTime();
  return apart === 0 ? (one.keyId < other.keyId ? -1 : 1) : apart;
}
