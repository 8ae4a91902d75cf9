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
