import { isLive, type ManagedSecret, type PasswordCredential } from './credentials.ts';
import { findHandOverDeadline } from './hand-over.ts';
import type { ManagedSecrets, RetirableSecret } from './retirement.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';

/** What a person must do after a run. */
export type NextStep =
  /** Update Exalate to the current secret, at the latest on this date. */
  | {
      readonly kind: 'update-exalate';
      readonly date: Date;
      /** The live older secrets, which Exalate may use until then. */
      readonly older: readonly ManagedSecret[];
    }
  /** Nothing until the next renewal; undefined when there is none to expect. */
  | { readonly kind: 'nothing'; readonly until: Date | undefined };

/** The application after a run. */
export interface RunResult {
  /** The secret that the destinations hold. */
  readonly current: ManagedSecret;
  /** Whether this run added it. */
  readonly isNew: boolean;
  /** The secrets that the workflow manages. The removed ones are left out, here and below. */
  readonly managed: ManagedSecrets;
  readonly credentials: readonly PasswordCredential[];
  /** The secrets that are no longer needed, and are still on the application. */
  readonly retained: readonly RetirableSecret[];
  readonly retireAfter: Lifetime | undefined;
  readonly nextRenewal: Date | undefined;
  /** Whether the issue that asks a person to update Exalate is open. */
  readonly isIssueOpen: boolean;
}

/**
 * Decides what a person must do. Exalate may still use an older secret, unless a person has confirmed that it does not, and then
 * the older secrets are gone. So a person must act after a secret was added, while the issue is open, and while an older secret
 * is live. The date is when the first of the older secrets expires or is removed.
 */
export function findNextStep(result: RunResult, now: Date): NextStep {
  const { current, isNew, managed, credentials, retained, retireAfter, nextRenewal, isIssueOpen } = result;
  const older = findOlderInUse(result, now);
  if (!isNew && !isIssueOpen && older.length === 0) return { kind: 'nothing', until: nextRenewal };
  const olderKeyIds = older.map(({ keyId }) => keyId);
  const removals = [
    ...retained.filter(({ secret }) => olderKeyIds.includes(secret.keyId)).map(({ due }) => due),
    ...(isNew && older.length > 0 ? [retireAfter && endOfLifetime(retireAfter, now)] : []),
  ].filter((due) => due !== undefined);
  const dates = [findHandOverDeadline(current, managed, credentials).date, ...removals];
  return { kind: 'update-exalate', date: new Date(Math.min(...dates.map(Number))), older };
}

/** The older secrets that Exalate may use: they are live, and a run stored them, or a person made them. */
function findOlderInUse(
  { current, managed: { own, adopted }, retained }: RunResult,
  now: Date,
): readonly ManagedSecret[] {
  const unstored = retained.filter(({ cause }) => cause === 'unstored').map(({ secret }) => secret.keyId);
  return [...own, ...adopted].filter(
    (secret) =>
      secret.keyId !== current.keyId &&
      secret.startDateTime < current.startDateTime &&
      isLive(secret, now) &&
      !unstored.includes(secret.keyId),
  );
}
