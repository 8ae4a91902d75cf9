import { isLive, type PasswordCredential } from '../plan/credentials.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';
import { isSameLineage, parseProvenance, type Provenance } from '../plan/lineage.ts';

/** The status of a secret in the report. */
export type SecretStatus =
  /** It has expired, and no newer secret replaces it. */
  | 'expired'
  /** It expires within `due-within`. */
  | 'due'
  /** It expires later, or never. */
  | 'valid'
  /** A newer secret replaces it: its expiry needs no attention. */
  | 'superseded';

/** A secret and its status. */
export interface SecretAssessment {
  readonly secret: PasswordCredential;
  readonly status: SecretStatus;
  /** Whole days until it expires, rounded down: negative when it has expired, null when it never does. */
  readonly daysLeft: number | null;
  /** The run of this action that added it; undefined when something else did. */
  readonly provenance: Provenance | undefined;
}

const day = 86_400_000;

/**
 * Determines the status of each secret of one application. A live secret is superseded by a newer live secret of its lineage,
 * an expired one by any newer live secret of the application.
 *
 * @param dueWithin how long before its expiry a secret is due
 */
export function assessSecrets(
  credentials: readonly PasswordCredential[],
  dueWithin: Lifetime,
  now: Date,
): readonly SecretAssessment[] {
  const limit = endOfLifetime(dueWithin, now);
  const candidates = credentials.map((secret) => ({
    secret,
    provenance: parseProvenance(secret.displayName),
    live: isLive(secret, now),
  }));
  return candidates.map(({ secret, provenance, live }) => {
    const newer = candidates.filter((candidate) => candidate.live && isNewer(candidate.secret, secret));
    const replaced = live
      ? newer.some((candidate) => isSameLineageAs(candidate.provenance, provenance))
      : newer.length > 0;
    const { endDateTime: end } = secret;
    const daysLeft = end === null ? null : Math.floor((end.getTime() - now.getTime()) / day);
    return { secret, provenance, daysLeft, status: replaced ? 'superseded' : getStatus(end, limit, now) };
  });
}

function getStatus(end: Date | null, limit: Date, now: Date): SecretStatus {
  if (end === null || end > limit) return 'valid';
  return end > now ? 'due' : 'expired';
}

function isNewer(
  { startDateTime: start }: PasswordCredential,
  { startDateTime: otherStart }: PasswordCredential,
): boolean {
  return start !== null && otherStart !== null && start > otherStart;
}

function isSameLineageAs(a: Provenance | undefined, b: Provenance | undefined): boolean {
  return a !== undefined && b !== undefined && isSameLineage(a, b);
}
