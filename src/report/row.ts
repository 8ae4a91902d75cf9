import type { ApplicationIds } from '../entra/graph/application.ts';
import type { SecretAssessment } from './secret-status.ts';
import { formatLineage, type Provenance } from '../plan/lineage.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** A client secret in the report, with its application. */
export interface Row extends SecretAssessment {
  readonly application: ApplicationIds & { readonly displayName: string };
  /** Null when it is not known, undefined when it was not read. */
  readonly lastUsed?: Date | null | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields that identify an application. */
export function toApplicationFields({ application }: Row): Fields {
  return {
    'application-id': application.applicationId,
    'object-id': application.objectId,
    'display-name': application.displayName,
  };
}

/** The fields that identify a secret, and its expiry. */
export function toSecretFields({ secret, daysLeft }: Row): Fields {
  return {
    'key-id': secret.keyId,
    description: secret.displayName,
    'expires-on': secret.endDateTime && formatTimestamp(secret.endDateTime),
    'days-left': daysLeft,
  };
}

/** The fields that say which workflow adds the secrets; null when this action adds none. */
export function toLineageFields(lineage: Provenance | undefined): Fields {
  return {
    repository: lineage?.repository ?? null,
    'lineage-description': lineage?.description ?? null,
  };
}

/** The record in the report file. */
export function toReportRecord(row: Row): Fields {
  const { secret, status, lastUsed, provenance } = row;
  return {
    ...toApplicationFields(row),
    ...toSecretFields(row),
    'valid-from': secret.startDateTime && formatTimestamp(secret.startDateTime),
    status,
    ...(lastUsed !== undefined && { 'last-used-on': lastUsed && formatTimestamp(lastUsed) }),
    lineage: provenance === undefined ? null : formatLineage(provenance),
    ...toLineageFields(provenance),
  };
}

/** Sorts secrets that expire first to the front. Secrets that expire at the same time have a stable order. */
export function compareByDaysLeft(a: Row, b: Row): number {
  const difference = compareDates(a.secret.endDateTime, b.secret.endDateTime);
  if (difference !== 0) return difference;
  return a.secret.keyId < b.secret.keyId ? -1 : 1;
}

/** Sorts the earlier date to the front, and what has no date to the end. */
export function compareDates(a: Date | null | undefined, b: Date | null | undefined): number {
  const difference = (a?.getTime() ?? Infinity) - (b?.getTime() ?? Infinity);
  // Infinity - Infinity: neither has a date.
  return Number.isNaN(difference) ? 0 : difference;
}
