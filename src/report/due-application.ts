import type { Provenance } from '../plan/lineage.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';
import { findUnacknowledged, type LineageRows } from './lineages.ts';
import { compareByDaysLeft, toApplicationFields, toLineageFields, toSecretFields, type Row } from './row.ts';

/** What makes an application due, the most urgent first. */
const urgencies = ['expires', 'expired', 'superseded'] as const;

type Urgency = (typeof urgencies)[number];

/** Why a run is needed for an application. */
export type DueReason =
  /** `expires`: a secret expires soon. `expired`: one has expired without a successor. `superseded`: a run would remove secrets. */
  | Urgency
  /** Older secrets wait for an acknowledgement. This alone makes no application due, since a run by schedule removes none of them. */
  | 'hand-over';

/** In the order in which an entry has them. */
export const dueReasons: readonly DueReason[] = [...urgencies, 'hand-over'];

/** An application that needs a run. */
export interface DueApplication {
  /** In the order of `dueReasons`. */
  readonly reasons: readonly DueReason[];
  readonly urgency: Urgency;
  /** The most urgent secret; the newest one of the lineage when only superseded secrets make the application due. */
  readonly row: Row;
  /**
   * The lineage that a run continues: that of the most urgent secret; when this action did not add that one, the lineage that has
   * the newest secret on the application. Undefined when this action has added no secret.
   */
  readonly lineage: Provenance | undefined;
}

/**
 * Why an application needs a run; undefined when it does not.
 *
 * @param rows the secrets of the application
 * @param lineages the same secrets, by lineage
 * @param retireAfter how long the workflows keep a superseded secret; undefined when they remove none without an acknowledgement
 */
export function findDueApplication(
  rows: readonly Row[],
  lineages: readonly LineageRows[],
  retireAfter: Lifetime | undefined,
  now: Date,
): DueApplication | undefined {
  const found: Readonly<Record<Urgency, readonly Row[]>> = {
    expires: rows.filter(({ status }) => status === 'due'),
    expired: rows.filter(({ status }) => status === 'expired'),
    superseded: lineages
      .filter((lineage) => isRetirementDue(lineage, retireAfter, now))
      .map(({ newest }) => newest),
  };
  const present = urgencies.filter((urgency) => found[urgency].length > 0);
  const [urgency] = present;
  if (urgency === undefined) return undefined;
  const [row] = found[urgency].toSorted(comparators[urgency]);
  if (row === undefined) return undefined;
  const isWaiting = findUnacknowledged(lineages, retireAfter, now).length > 0;
  const reasons = [...present, ...(isWaiting ? (['hand-over'] as const) : [])];
  return { reasons, urgency, row, lineage: row.provenance ?? findNewestLineage(lineages) };
}

/** Whether a run removes older secrets of a lineage: its newest one was added `retire-after` ago, or earlier. */
function isRetirementDue(
  { older, newestStart }: LineageRows,
  retireAfter: Lifetime | undefined,
  now: Date,
): boolean {
  return older.length > 0 && retireAfter !== undefined && endOfLifetime(retireAfter, newestStart) <= now;
}

function findNewestLineage(lineages: readonly LineageRows[]): Provenance | undefined {
  const [first] = lineages.toSorted((a, b) => Number(b.newestStart) - Number(a.newestStart));
  return first?.newest.provenance;
}

/** The order of secrets that are equally urgent. Of the expired ones, the latest is the most likely to be still in use. */
const comparators: Readonly<Record<Urgency, (a: Row, b: Row) => number>> = {
  expires: compareByDaysLeft,
  expired: (a, b) => compareByDaysLeft(b, a),
  superseded: compareByDaysLeft,
};

/** Sorts the most urgent application to the front. */
export function compareByUrgency(a: DueApplication, b: DueApplication): number {
  return a.urgency === b.urgency
    ? comparators[a.urgency](a.row, b.row)
    : urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency);
}

/** The entry for `strategy.matrix`. */
export function toMatrixEntry({ row, reasons, lineage }: DueApplication): Readonly<Record<string, unknown>> {
  return {
    ...toApplicationFields(row),
    reasons,
    ...toSecretFields(row),
    ...toLineageFields(lineage),
  };
}
