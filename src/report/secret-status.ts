import { isLive, type PasswordCredential } from '../plan/credentials.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';
import { isSameLineage, parseProvenance, type Provenance } from '../plan/lineage.ts';

/** How a secret stands with its time. */
export type SecretStatus =
  /** It has ended, and nothing newer took its place. */
  | 'expired'
  /** It ends soon. */
  | 'due'
  /** It ends later, or never. */
  | 'valid'
  /** A newer one took its place: it may end without anybody noticing. */
  | 'superseded';

/** A secret, and how it stands. */
export interface SecretAssessment {
  readonly secret: PasswordCredential;
  readonly status: SecretStatus;
  /** Whole days until it ends, rounded down: negative when it has ended; null when it never does. */
  readonly daysLeft: number | null;
  /** The run of this action that added it; undefined when it was made in another way. */
  readonly provenance: Provenance | undefined;
}

const day = 86_400_000;

/**
 * Appraises the secrets of one application. A secret is superseded when a newer one of its lineage lives, and an expired
 * one when any newer secret of the application lives. Pure.
 *
 * @param dueWithin how long before its end a secret is due
 */
export function assessSecrets(
  credentials: readonly PasswordCredential[],
  dueWithin: Lifetime,
  now: Date,
): readonly SecretAssessment[] {
  const limit = endOfLifetime(dueWithin, now);
  return credentials.map((secret) => {
    const { displayName, endDateTime: end } = secret;
    const provenance = parseProvenance(displayName);
    const newer = credentials.filter((one) => isNewer(one, secret) && isLive(one, now));
    const replaced = isLive(secret, now)
      ? newer.some((one) => isOfOneLineage(one, provenance))
      : newer.length > 0;
    const daysLeft = end === null ? null : Math.floor((end.getTime() - now.getTime()) / day);
    return { secret, provenance, daysLeft, status: replaced ? 'superseded' : readStatus(end, limit, now) };
  });
}

function readStatus(end: Date | null, limit: Date, now: Date): SecretStatus {
  if (end === null || end > limit) return 'valid';
  return end > now ? 'due' : 'expired';
}

function isNewer(one: PasswordCredential, other: PasswordCredential): boolean {
  return (
    one.startDateTime !== null && other.startDateTime !== null && one.startDateTime > other.startDateTime
  );
}

function isOfOneLineage({ displayName }: PasswordCredential, provenance: Provenance | undefined): boolean {
  const other = parseProvenance(displayName);
  return other !== undefined && provenance !== undefined && isSameLineage(other, provenance);
}
