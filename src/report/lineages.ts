import { isLive } from '../plan/credentials.ts';
import { formatLineage } from '../plan/lineage.ts';
import type { Lifetime } from '../shared/duration.ts';
import type { Row } from './row.ts';

/** The secrets of one lineage on an application. An application has several when, for example, two workflows add secrets to it. */
export interface LineageRows {
  /** The secret that was added last. */
  readonly newest: Row;
  readonly newestStart: Date;
  /** The secrets that were added before it, live or expired. */
  readonly older: readonly Row[];
}

interface StartedRow {
  readonly row: Row;
  readonly start: Date;
}

/** Groups the secrets of an application by their lineages. Leaves out secrets of other origin, and those without a start. */
export function groupByLineage(rows: readonly Row[]): readonly LineageRows[] {
  const groups = new Map<string, StartedRow[]>();
  for (const row of rows) {
    const { provenance, secret } = row;
    const start = secret.startDateTime;
    if (provenance === undefined || start === null) continue;
    const key = formatLineage(provenance);
    const group = groups.get(key) ?? [];
    group.push({ row, start });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(splitByAge);
}

function splitByAge(group: readonly StartedRow[]): readonly LineageRows[] {
  const [newest, ...others] = group.toSorted((a, b) => b.start.getTime() - a.start.getTime());
  if (newest === undefined) return [];
  // Of secrets that were added at the same time, none is older.
  const older = others.filter(({ start }) => start < newest.start).map(({ row }) => row);
  return [{ newest: newest.row, newestStart: newest.start, older }];
}

/**
 * The lineages with an older secret that is live, so that Exalate may still use it instead of the newest one, and that no run removes
 * without an acknowledgement.
 *
 * @param retireAfter how long the workflows keep a superseded secret; undefined when they remove none without an acknowledgement
 */
export function findUnacknowledged(
  lineages: readonly LineageRows[],
  retireAfter: Lifetime | undefined,
  now: Date,
): readonly LineageRows[] {
  if (retireAfter !== undefined) return [];
  return lineages.filter(
    ({ newest, older }) => isLive(newest.secret, now) && older.some(({ secret }) => isLive(secret, now)),
  );
}
