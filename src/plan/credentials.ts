import { isSameLineage, parseProvenance, type Lineage } from './lineage.ts';

/** A client secret as Entra lists it, without its value. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string;
  /** Null when Entra does not return it. */
  readonly startDateTime: Date | null;
  /** Null when the secret never expires. */
  readonly endDateTime: Date | null;
  /** Set when the key ID or a date of the secret cannot be read. Then it has neither start nor end. */
  readonly unreadable?: true;
}

/** A client secret that the workflow manages: one of its lineage, or an adopted one. Its start is known. */
export interface ManagedSecret extends PasswordCredential {
  readonly startDateTime: Date;
}

/**
 * The secrets of a lineage, oldest first. Description and digest must match exactly: except for what `adopt` names, the
 * action touches nothing else on the application.
 */
export function findLineageSecrets(
  lineage: Lineage,
  credentials: readonly PasswordCredential[],
): readonly ManagedSecret[] {
  return sortByAge(credentials.filter((credential) => isOfLineage(credential, lineage)));
}

/**
 * The adopted secrets, oldest first. Naming a secret of the lineage itself in `adopt` has no effect.
 *
 * @param adopt key IDs, in lower case
 */
export function findAdoptedSecrets(
  adopt: readonly string[],
  lineage: Lineage,
  credentials: readonly PasswordCredential[],
): readonly ManagedSecret[] {
  return sortByAge(
    credentials.filter((credential) => isAdopted(credential, adopt) && !isOfLineage(credential, lineage)),
  );
}

/**
 * Whether `adopt` names a secret.
 *
 * @param adopt key IDs, in lower case
 */
export function isAdopted({ keyId }: PasswordCredential, adopt: readonly string[]): boolean {
  return adopt.includes(keyId.toLowerCase());
}

/** Whether a secret has not expired. */
export function isLive({ endDateTime }: PasswordCredential, now: Date): boolean {
  return endDateTime === null || endDateTime > now;
}

function isOfLineage({ displayName }: PasswordCredential, lineage: Lineage): boolean {
  const provenance = parseProvenance(displayName);
  return provenance !== undefined && isSameLineage(provenance, lineage);
}

/** Leaves out secrets without a start, whose age is unknown. Entra sets a start on every secret that this action adds. */
function sortByAge(credentials: readonly PasswordCredential[]): readonly ManagedSecret[] {
  return credentials
    .flatMap((credential) => {
      const { startDateTime } = credential;
      return startDateTime === null ? [] : [{ ...credential, startDateTime }];
    })
    .sort(compareByAge);
}

/** Sorts the oldest secret first; by key ID where two started at the same time. */
export function compareByAge(a: ManagedSecret, b: ManagedSecret): number {
  const difference = a.startDateTime.getTime() - b.startDateTime.getTime();
  return difference === 0 ? (a.keyId < b.keyId ? -1 : 1) : difference;
}
