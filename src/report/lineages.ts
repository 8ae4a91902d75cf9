import { formatLineage } from '../plan/lineage.ts';
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
