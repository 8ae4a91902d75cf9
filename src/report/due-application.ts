import { isLive } from '../plan/credentials.ts';
import type { Provenance } from '../plan/lineage.ts';
import { endOfLifetime, type Lifetime } from '../shared/duration.ts';
import { findUnacknowledged, type LineageRows } from './lineages.ts';
import { toApplicationFields, toLineageFields, toSecretFields, type Row } from './row.ts';

/** How urgent a run is, the most urgent first. */
const urgencies = [
  'expires',
  /** A secret that this action did not add expires soon, but one that it added later is live: a run adds no other. */
  'replaced',
  'expired',
  'superseded',
] as const;

type Urgency = (typeof urgencies)[number];

/** Why a run is needed for an application. */
export type DueReason =
  /** A secret expires soon. */
  | 'expires'
  /** One has expired without a successor. */
  | 'expired'
  /** A run would remove secrets. */
  | 'superseded'
  /** Older secrets wait for an acknowledgement. This alone makes no application due, since a run by schedule removes none of them. */
  | 'hand-over';

/** In the order in which an entry has them. */
export const dueReasons: readonly DueReason[] = ['expires', 'expired', 'superseded', 'hand-over'];

/** An application that needs a run. */
export interface DueApplication {
  /** In the order of `dueReasons`. */
  readonly reasons: readonly DueReason[];
  readonly urgency: Urgency;
  /** The most urgent secret; the newest one of the lineage when only superseded secrets make the application due. */
  readonly row: Row;
  /** Its place among the applications of the same urgency: those with a lower number come first. */
  readonly place: number;
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
  const replaced = rows.flatMap((row) => findReplaced(row, lineages, now));
  const isReplaced = (row: Row): boolean => replaced.some((candidate) => candidate.row === row);
  const found: Readonly<Record<Urgency, readonly Candidate[]>> = {
    expires: rows
      .filter((row) => row.status === 'due' && !isReplaced(row))
      .map((row) => ({ row, place: getEnd(row) })),
    replaced,
    // The one that expired last is the most likely to be still in use.
    expired: rows.filter(({ status }) => status === 'expired').map((row) => ({ row, place: -getEnd(row) })),
    superseded: lineages.flatMap((lineage) => findRetirement(lineage, retireAfter, now)),
  };
  const urgency = urgencies.find((each) => found[each].length > 0);
  if (urgency === undefined) return undefined;
  const [first] = found[urgency].toSorted(compareByPlace);
  if (first === undefined) return undefined;
  const isReason: Readonly<Record<DueReason, boolean>> = {
    expires: found.expires.length + replaced.length > 0,
    expired: found.expired.length > 0,
    superseded: found.superseded.length > 0,
    'hand-over': findUnacknowledged(lineages, retireAfter, now).length > 0,
  };
  const reasons = dueReasons.filter((reason) => isReason[reason]);
  return { ...first, reasons, urgency, lineage: first.row.provenance ?? findNewestLineage(lineages) };
}

/** A secret that makes an application due. */
type Candidate = Pick<DueApplication, 'row' | 'place'>;

function getEnd({ secret: { endDateTime } }: Row): number {
  return endDateTime?.getTime() ?? Infinity;
}

/**
 * The newest secret of a lineage, if a run removes older ones: it was added `retire-after` ago, or earlier. The application whose
 * oldest secret was added first comes first, so that none waits long.
 */
function findRetirement(
  { newest, newestStart, older }: LineageRows,
  retireAfter: Lifetime | undefined,
  now: Date,
): readonly Candidate[] {
  if (retireAfter === undefined || endOfLifetime(retireAfter, newestStart) > now) return [];
  const starts = older.flatMap(({ secret }) => secret.startDateTime?.getTime() ?? []);
  return starts.length === 0 ? [] : [{ row: newest, place: Math.min(...starts) }];
}

/**
 * A secret that is due although a lineage has a newer one that is live: this action did not add it. A run has nothing to add, and
 * removes it only if the workflow adopts it and `retire-after` has passed. The one that was replaced first comes first: with
 * `limit`, those that a run cannot remove yet must not keep back all others.
 */
function findReplaced(row: Row, lineages: readonly LineageRows[], now: Date): readonly Candidate[] {
  const { status, provenance, secret } = row;
  const { startDateTime: start } = secret;
  if (status !== 'due' || provenance !== undefined || start === null) return [];
  const successors = lineages.filter(
    ({ newest, newestStart }) => newestStart > start && isLive(newest.secret, now),
  );
  if (successors.length === 0) return [];
  return [{ row, place: Math.min(...successors.map(({ newestStart }) => newestStart.getTime())) }];
}

function findNewestLineage(lineages: readonly LineageRows[]): Provenance | undefined {
  const [first] = lineages.toSorted((a, b) => Number(b.newestStart) - Number(a.newestStart));
  return first?.newest.provenance;
}

/** Sorts the most urgent application to the front. */
export function compareByUrgency(a: DueApplication, b: DueApplication): number {
  return a.urgency === b.urgency
    ? compareByPlace(a, b)
    : urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency);
}

/** Those with the same place have a stable order. */
function compareByPlace(a: Candidate, b: Candidate): number {
  if (a.place !== b.place) return a.place - b.place;
  return a.row.secret.keyId < b.row.secret.keyId ? -1 : 1;
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
