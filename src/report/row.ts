import type { ApplicationIds } from '../entra/application.ts';
import type { SecretAssessment } from './secret-status.ts';
import { formatLineage } from '../plan/lineage.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** A client secret in the report. */
export interface Row extends SecretAssessment {
  readonly application: ApplicationIds & { readonly displayName: string };
}

/** What a job of the matrix is given. */
export function toMatrixEntry({ application, secret, daysLeft }: Row): Readonly<Record<string, unknown>> {
  return {
    'application-id': application.applicationId,
    'object-id': application.objectId,
    'display-name': application.displayName,
    'key-id': secret.keyId,
    description: secret.displayName,
    'expires-on': secret.endDateTime && formatTimestamp(secret.endDateTime),
    'days-left': daysLeft,
  };
}

/** All that is known of it. */
export function toReportRecord(row: Row): Readonly<Record<string, unknown>> {
  const { secret, status, provenance } = row;
  return {
    ...toMatrixEntry(row),
    'valid-from': secret.startDateTime && formatTimestamp(secret.startDateTime),
    status,
    lineage: provenance === undefined ? null : formatLineage(provenance),
  };
}

/** Those that end first come first; of those that end together, the order is always the same. */
export function compareByDaysLeft(one: Row, other: Row): number {
  const apart = endTime(one) - endTime(other);
  if (apart !== 0 && !Number.isNaN(apart)) return apart;
  return one.secret.keyId < other.secret.keyId ? -1 : 1;
}

function endTime({ secret }: Row): number {
  return secret.endDateTime?.getTime() ?? Infinity;
}
