import type { ApplicationIds } from '../entra/graph/application.ts';
import type { SecretAssessment } from './secret-status.ts';
import { formatLineage } from '../plan/lineage.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** A client secret in the report, with its application. */
export interface Row extends SecretAssessment {
  readonly application: ApplicationIds & { readonly displayName: string };
  /** Null when it is not known, undefined when it was not read. */
  readonly lastUsed?: Date | null | undefined;
}

/** The entry for `strategy.matrix`. */
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

/** The record in the report file: the matrix entry and more details. */
export function toReportRecord(row: Row): Readonly<Record<string, unknown>> {
  const { secret, status, lastUsed, provenance } = row;
  return {
    ...toMatrixEntry(row),
    'valid-from': secret.startDateTime && formatTimestamp(secret.startDateTime),
    status,
    ...(lastUsed !== undefined && { 'last-used-on': lastUsed && formatTimestamp(lastUsed) }),
    lineage: provenance === undefined ? null : formatLineage(provenance),
  };
}

/** Sorts secrets that expire first to the front. Secrets that expire at the same time have a stable order. */
export function compareByDaysLeft(a: Row, b: Row): number {
  const difference = getEndTime(a) - getEndTime(b);
  // Infinity - Infinity is NaN: neither secret expires.
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a.secret.keyId < b.secret.keyId ? -1 : 1;
}

function getEndTime({ secret }: Row): number {
  return secret.endDateTime?.getTime() ?? Infinity;
}
