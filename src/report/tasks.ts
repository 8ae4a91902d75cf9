import { isLive } from '../plan/credentials.ts';
import type { Lifetime } from '../shared/duration.ts';
import { findUnacknowledged, type LineageRows } from './lineages.ts';
import { compareDates, type Row } from './row.ts';

/** What a person must do, the most urgent first. */
export type TaskKind =
  /** A secret that this action did not add expires soon. */
  | 'renew'
  /** Exalate may still use an older secret of a lineage. */
  | 'acknowledge'
  /** A secret that this action added has expired, and its workflow has not renewed it. */
  | 'check-workflow'
  /** A secret that this action did not add has expired, and nothing has replaced it. */
  | 'replace';

export interface Task {
  readonly kind: TaskKind;
  /** The secret that the task is about; the newest of the lineage for `acknowledge`. */
  readonly row: Row;
  /** When the secret expires or expired, for `acknowledge` the first of the older ones; undefined when none of them expires. */
  readonly date: Date | undefined;
}

/**
 * What a person must do for an application.
 *
 * @param rows its secrets
 * @param lineages the same secrets, by lineage
 * @param retireAfter how long the workflows keep a superseded secret; undefined when they remove none without an acknowledgement
 */
export function findTasks(
  rows: readonly Row[],
  lineages: readonly LineageRows[],
  retireAfter: Lifetime | undefined,
  now: Date,
): readonly Task[] {
  return [
    ...rows.flatMap((row) => {
      const kind = findSecretTask(row);
      return kind === undefined ? [] : [{ kind, row, date: row.secret.endDateTime ?? undefined }];
    }),
    ...findUnacknowledged(lineages, retireAfter, now).map((lineage) => createAcknowledgement(lineage, now)),
  ];
}

function findSecretTask({ status, provenance }: Row): TaskKind | undefined {
  if (status === 'due') return provenance === undefined ? 'renew' : undefined;
  if (status === 'expired') return provenance === undefined ? 'replace' : 'check-workflow';
  return undefined;
}

function createAcknowledgement({ newest, older }: LineageRows, now: Date): Task {
  const [first] = older
    .filter(({ secret }) => isLive(secret, now))
    .flatMap(({ secret }) => secret.endDateTime ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime());
  return { kind: 'acknowledge', row: newest, date: first };
}

/** Whether a secret has expired, so that the date of the task is in the past. */
const isPast: Readonly<Record<TaskKind, boolean>> = {
  renew: false,
  acknowledge: false,
  'check-workflow': true,
  replace: true,
};

/** Sorts the tasks with the next date to the front, and those about expired secrets to the end, the latest first. */
export function compareTasks(a: Task, b: Task): number {
  if (isPast[a.kind] !== isPast[b.kind]) return isPast[a.kind] ? 1 : -1;
  const [first, second] = isPast[a.kind] ? [b, a] : [a, b];
  const difference = compareDates(first.date, second.date);
  if (difference !== 0) return difference;
  return a.row.secret.keyId < b.row.secret.keyId ? -1 : 1;
}
