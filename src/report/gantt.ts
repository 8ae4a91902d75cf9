import type { Row } from './row.ts';

/** How many lifetimes are drawn: more of them cannot be told apart. */
export const maxBars = 30;

/** How many characters of a name are shown. */
const maxNameLength = 32;

/**
 * A picture of lifetimes, in Mermaid's language, which GitHub draws.
 *
 * @param rows in the order in which they are drawn
 */
export function formatGantt(rows: readonly Row[]): string {
  const bars = rows.slice(0, maxBars).flatMap((row, index) => {
    const { startDateTime: start, endDateTime: end } = row.secret;
    if (start === null || end === null || row.daysLeft === null || end <= start) return [];
    const { application, secret, status, daysLeft } = row;
    // A line that began with a word such as `title` would be an order. Sections of one name would be drawn as one.
    const label = `${daysLeft} d, ${toMermaidText(application.displayName)}, ${toMermaidText(secret.displayName)}`;
    return [`${label} :${tags[status]}s${index}, ${formatDay(start)}, ${formatDay(end)}`];
  });
  return ['gantt', 'dateFormat YYYY-MM-DD', 'axisFormat %Y-%m', ...bars].join('\n');
}

/** How the bars look: `crit` is red, `done` grey, `active` blue. */
const tags: Readonly<Record<Row['status'], string>> = {
  expired: 'crit, done, ',
  due: 'crit, ',
  valid: 'active, ',
  superseded: 'done, ',
};

/** Mermaid reads many signs as its own. What is no letter, digit or harmless sign becomes a blank. */
function toMermaidText(text: string): string {
  const cleaned = text
    .replace(/[^\p{L}\p{N}\p{M} ._/()[\]@+-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // By code points: half a character would be none.
  const characters = Array.from(cleaned === '' ? '?' : cleaned);
  return characters.length <= maxNameLength
    ? characters.join('')
    : `${characters.slice(0, maxNameLength - 1).join('')}…`;
}

function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
