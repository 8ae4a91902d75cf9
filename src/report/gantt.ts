import type { Row } from './row.ts';

/** The maximum number of bars: more are too thin to read. */
export const maxBars = 30;

/** Longer names are truncated, in characters. */
const maxNameLength = 32;

/**
 * Formats the lifetimes of secrets as a Mermaid Gantt chart, which GitHub renders.
 *
 * @param rows in the order of the bars
 */
export function formatGantt(rows: readonly Row[]): string {
  const bars = rows.slice(0, maxBars).flatMap((row, index) => {
    const { startDateTime: start, endDateTime: end } = row.secret;
    if (start === null || end === null || row.daysLeft === null || end <= start) return [];
    const { application, secret, status, daysLeft } = row;
    // The label starts with a number, since a line that starts with a word such as `title` is a directive. There is one bar per
    // line instead of sections, since Mermaid merges sections of the same name.
    const label = `${daysLeft} d, ${toMermaidText(application.displayName)}, ${toMermaidText(secret.displayName)}`;
    return [`${label} :${tags[status]}s${index}, ${formatDay(start)}, ${formatDay(end)}`];
  });
  return ['gantt', 'dateFormat YYYY-MM-DD', 'axisFormat %Y-%m', ...bars].join('\n');
}

/** The tags set the colour of a bar: `crit` is red, `done` grey, `active` blue. */
const tags: Readonly<Record<Row['status'], string>> = {
  expired: 'crit, done, ',
  due: 'crit, ',
  valid: 'active, ',
  superseded: 'done, ',
};

/** Replaces every character that can have a meaning in Mermaid's syntax with a space. */
function toMermaidText(text: string): string {
  const cleaned = text
    .replace(/[^\p{L}\p{N}\p{M} ._/()[\]@+-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // Counts code points, so that no surrogate pair is split.
  const characters = Array.from(cleaned === '' ? '?' : cleaned);
  return characters.length <= maxNameLength
    ? characters.join('')
    : `${characters.slice(0, maxNameLength - 1).join('')}…`;
}

function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
