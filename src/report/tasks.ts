import { isLive } from '../plan/credentials.ts';
import { waitsForPerson } from './due-application.ts';
import type { LineageRows } from './lineages.ts';
import type { Row } from './row.ts';

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
 * @param hasRetirement whether the workflows remove superseded secrets without an acknowledgement
 */
export function findTasks(
  rows: readonly Row[],
  lineages: readonly LineageRows[],
  hasRetirement: boolean,
  now: Date,
): readonly Task[] {
  const waiting = hasRetirement ? [] : lineages.filter((lineage) => waitsForPerson(lineage, now));
  return [
    ...rows.flatMap((row) => {
      const kind = findSecretTask(row);
      return kind === undefined ? [] : [{ kind, row, date: row.secret.endDateTime ?? undefined }];
    }),
    ...waiting.map((lineage) => createAcknowledgement(lineage, now)),
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
  const difference = getTime(first) - getTime(second);
  // Infinity - Infinity is NaN: neither has a date.
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a.row.secret.keyId < b.row.secret.keyId ? -1 : 1;
}

function getTime({ date }: Task): number {
  return date?.getTime() ?? Infinity;
}
