import { escape } from 'html-escaper';
import { toPlainText } from '../shared/plain-text.ts';

/** The longest text from outside that an issue shows, in characters, so that its body stays below GitHub's limit. */
const maxLength = 300;

/** Untrusted text that is safe to show: one line, visible, and not too long. */
function toShownText(text: string): string {
  const plain = toPlainText(text);
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1).toWellFormed()}…` : plain;
}

/**
 * Formats untrusted text as a code span. GitHub interprets nothing in it: no Markdown, no HTML, no mention (`@org/team`) and no
 * reference (`#1`).
 */
export function formatCode(text: string): string {
  const shown = toShownText(text);
  const delimiter = '`'.repeat(longestBacktickRun(shown) + 1);
  const padding = /^[ `]|[ `]$/.test(shown) || shown === '' ? ' ' : '';
  return `${delimiter}${padding}${shown}${padding}${delimiter}`;
}

/** Formats lines as a block of code. Each is one line, whatever it contains. */
export function formatCodeBlock(language: string, lines: readonly string[]): string {
  const text = lines.map(toPlainText).join('\n');
  const fence = '`'.repeat(Math.max(longestBacktickRun(text) + 1, 3));
  return [`${fence}${language}`, text, fence].join('\n');
}

/** Formats a link. The text must be Markdown. */
export function formatLink(text: string, url: string): string {
  const address = new URL(url).href.replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${text}](${address})`;
}

/**
 * Formats a table with a name and an untrusted text in each row. GitHub does not interpret Markdown in a block of HTML without
 * blank lines.
 */
export function formatTable(rows: readonly (readonly [name: string, text: string])[]): string {
  const lines = rows.map(
    ([name, text]) =>
      `<tr><th align="left">${name}</th><td><code>${escape(toShownText(text))}</code></td></tr>`,
  );
  return ['<table>', ...lines, '</table>'].join('\n');
}

/** Makes untrusted text safe for the title of an issue: it mentions nobody, and refers to no issue. */
export function toTitleText(text: string, maxCharacters: number): string {
  // GitHub interprets these characters, and not the similar ones.
  const plain = toPlainText(text).replaceAll('@', '＠').replaceAll('#', '＃').replaceAll('`', "'");
  return plain.length > maxCharacters ? `${plain.slice(0, maxCharacters - 1).toWellFormed()}…` : plain;
}

function longestBacktickRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
