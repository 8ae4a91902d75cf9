import { formatDay } from './timestamp.ts';

/** The lifetime of a secret in a chart. */
export interface Bar {
  /** Starts with a digit or with `key`: Mermaid takes a line that starts with a word such as `title` as a directive. */
  readonly label: string;
  readonly colour: Colour;
  readonly start: Date;
  readonly end: Date;
}

/** A group of bars under one title. */
export interface Section {
  /** Of letters and blanks. Mermaid merges sections of the same title. Undefined for bars without a title. */
  readonly title: string | undefined;
  readonly bars: readonly Bar[];
}

type Colour = keyof typeof tags;

/** The tags that set the colour of a bar. */
const tags = { blue: 'active, ', grey: 'done, ', red: 'crit, ', redAndGrey: 'crit, done, ' };

/** The maximum number of bars: more are too thin to read. */
export const maxBars = 30;

/** Longer names are truncated, in characters. */
const maxNameLength = 32;

const year = 365 * 86_400_000;

/** Between these lengths Mermaid labels so many months that the labels overlap. */
const crowdedSpan = { min: 3 * year, max: 5 * year };

/** Formats lifetimes as a Mermaid Gantt chart in Markdown. GitHub renders it when blank lines surround it. */
export function formatGantt(sections: readonly Section[]): string {
  let count = 0;
  const lines = sections.flatMap(({ title, bars }) => [
    ...(title === undefined ? [] : [`section ${title}`]),
    ...bars.map(
      ({ label, colour, start, end }) =>
        `${label} :${tags[colour]}s${count++}, ${formatDay(start)}, ${formatDay(end)}`,
    ),
  ]);
  const span = measureSpan(sections.flatMap(({ bars }) => bars));
  const ticks = span > crowdedSpan.min && span < crowdedSpan.max ? ['tickInterval 6month'] : [];
  const settings = ['dateFormat YYYY-MM-DD', 'axisFormat %Y-%m', ...ticks];
  return ['\n\n```mermaid', 'gantt', ...settings, ...lines, '```\n'].join('\n');
}

/** From the first start to the last end, in milliseconds. */
function measureSpan(bars: readonly Bar[]): number {
  return (
    Math.max(...bars.map(({ end }) => Number(end))) - Math.min(...bars.map(({ start }) => Number(start)))
  );
}

/** Replaces every character that can have a meaning in Mermaid's syntax with a space, and truncates a long name. */
export function toMermaidText(text: string): string {
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
