import type { ApplicationIds } from '../entra/application.ts';
import type { Appraisal } from './secret-status.ts';
import { printLineage } from '../plan/lineage.ts';
import { wholeSeconds } from '../shared/timestamp.ts';

/** A client secret in the report. */
export interface Row extends Appraisal {
  readonly application: ApplicationIds & { readonly displayName: string };
}

/** What a job of the matrix is given. */
export function matrixEntryOf({ application, secret, daysLeft }: Row): Readonly<Record<string, unknown>> {
  return {
    'application-id': application.applicationId,
    'object-id': application.objectId,
    'display-name': application.displayName,
    'key-id': secret.keyId,
    description: secret.displayName,
    'expires-on': secret.endDateTime && wholeSeconds(secret.endDateTime),
    'days-left': daysLeft,
  };
}

/** All that is known of it. */
export function recordOf(row: Row): Readonly<Record<string, unknown>> {
  const { secret, standing, provenance } = row;
  return {
    ...matrixEntryOf(row),
    'starts-on': secret.startDateTime && wholeSeconds(secret.startDateTime),
    standing,
    lineage: provenance === undefined ? null : printLineage(provenance),
  };
}

/** Those that end first come first; of those that end together, the order is always the same. */
export function byDaysLeft(one: Row, other: Row): number {
  const apart = endOf(one) - endOf(other);
  if (apart !== 0 && !Number.isNaN(apart)) return apart;
  return one.secret.keyId < other.secret.keyId ? -1 : 1;
}

function endOf({ secret }: Row): number {
  return secret.endDateTime?.getTime() ?? Infinity;
}
