import { escape } from 'html-escaper';
import { toPlainText } from './plain-text.ts';

/**
 * Formats untrusted text for a job summary as code, so that GitHub shows it literally. In a summary GitHub interprets HTML,
 * Markdown after a blank line, and outside of code also mentions (`@org/team`), issues (`#1`), emoji (`:x:`) and formulas
 * (`$x$`).
 *
 * @param text such as the name of an application
 * @returns HTML without line breaks
 */
export function formatSummaryText(text: string): string {
  return `<code>${escape(toPlainText(text))}</code>`;
}

/** Text in backticks, text in quotes, and words. */
const parts = /`([^`]+)`|"([^"]+)"|[^\s`"]+/g;

/** A word without the brackets and the punctuation around it. */
const word = /^(\(*)(.*?)([.,;:)]*)$/s;

/** What GitHub could interpret in a word. A `>` by itself separates the pages of a portal. */
const interpreted = /[@#$<\\]|>.|.>|:.|www\./is;

/**
 * Formats a sentence that may contain untrusted text. Text in backticks or quotes, and each word that GitHub could interpret,
 * become code.
 *
 * @param text a single line of an error
 * @returns HTML without line breaks
 */
export function formatSummarySentence(text: string): string {
  return toPlainText(text).replace(parts, (part: string, inBackticks?: string, inQuotes?: string) => {
    const quoted = inBackticks ?? inQuotes;
    return quoted === undefined ? formatWord(part) : formatSummaryText(quoted);
  });
}

function formatWord(text: string): string {
  const [, before = '', core = '', after = ''] = word.exec(text) ?? [];
  return interpreted.test(core) ? `${before}${formatSummaryText(core)}${after}` : escape(text);
}
