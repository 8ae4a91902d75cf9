import { escape } from 'html-escaper';
import { toPlainText } from './plain-text.ts';

/**
 * Text from outside, for a job summary: as code, so that GitHub shows it as it is. GitHub reads HTML in a summary, Markdown
 * after a blank line, and in all text but code mentions (`@org/team`), issues (`#1`), emoji (`:x:`) and formulas (`$x$`).
 *
 * @param text such as a name that anybody in a tenant may have typed; it has no line break afterwards
 */
export function formatSummaryText(text: string): string {
  return `<code>${escape(toPlainText(text))}</code>`;
}
