import { formatGantt, maxBars, toMermaidText, type Bar } from '../shared/gantt.ts';
import type { Row } from './row.ts';

/**
 * Formats the lifetimes of secrets as a Gantt chart. There are no sections, since Mermaid merges those of the same name.
 *
 * @param rows in the order of the bars
 */
export function formatChart(rows: readonly Row[]): string {
  const bars = rows.slice(0, maxBars).flatMap((row): readonly Bar[] => {
    const { startDateTime: start, endDateTime: end } = row.secret;
    if (start === null || end === null || row.daysLeft === null || end <= start) return [];
    const { application, secret, status, daysLeft } = row;
    const label = `${daysLeft} d, ${toMermaidText(application.displayName)}, ${toMermaidText(secret.displayName)}`;
    return [{ label, colour: colours[status], start, end }];
  });
  return formatGantt([{ title: undefined, bars }]);
}

const colours: Readonly<Record<Row['status'], Bar['colour']>> = {
  expired: 'redAndGrey',
  due: 'red',
  valid: 'blue',
  superseded: 'grey',
};
