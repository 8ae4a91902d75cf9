import { isSameLineage, parseProvenance, type Lineage } from './lineage.ts';

/** A client secret as Entra lists it: never with its value. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string;
  /** Null when Entra does not say. */
  readonly startDateTime: Date | null;
  /** Null when it never expires. */
  readonly endDateTime: Date | null;
}

/** A client secret that this run may plan for: it is known since when it is valid. */
export interface OwnSecret extends PasswordCredential {
  readonly startDateTime: Date;
}

/**
 * The secrets of a lineage, oldest first. Description and digest must both match to the letter: nothing else on the
 * application is this action's to touch, except what `adopt` names.
 */
export function findOwnSecrets(
  lineage: Lineage,
  credentials: readonly PasswordCredential[],
): readonly OwnSecret[] {
  return sortByAge(credentials.filter((credential) => isOfLineage(credential, lineage)));
}

/**
 * The secrets that the workflow takes over, oldest first. Those of its own lineage are its own already.
 *
 * @param adopt their key IDs, in lower case
 */
export function findAdoptedSecrets(
  adopt: readonly string[],
  lineage: Lineage,
  credentials: readonly PasswordCredential[],
): readonly OwnSecret[] {
  return sortByAge(
    credentials.filter((credential) => isAdopted(credential, adopt) && !isOfLineage(credential, lineage)),
  );
}

/** Whether `adopt` names a secret. */
export function isAdopted({ keyId }: PasswordCredential, adopt: readonly string[]): boolean {
  return adopt.includes(keyId.toLowerCase());
}

/** Whether a secret still logs in, as far as its time goes. */
export function isLive({ endDateTime }: PasswordCredential, now: Date): boolean {
  return endDateTime === null || endDateTime > now;
}

function isOfLineage({ displayName }: PasswordCredential, lineage: Lineage): boolean {
  const found = parseProvenance(displayName);
  return found !== undefined && isSameLineage(found, lineage);
}

/** Entra notes the start of whatever this action adds; without one, nothing can be said of a secret. */
function sortByAge(credentials: readonly PasswordCredential[]): readonly OwnSecret[] {
  return credentials
    .flatMap((credential) => {
      const { startDateTime } = credential;
      return startDateTime === null ? [] : [{ ...credential, startDateTime }];
    })
    .sort(compareByAge);
}

/** Which of two secrets is older: for sorting, oldest first. */
export function compareByAge(one: OwnSecret, other: OwnSecret): number {
  const apart = one.startDateTime.getTime() - other.startDateTime.getTime();
  return apart === 0 ? (one.keyId < other.keyId ? -1 : 1) : apart;
}
