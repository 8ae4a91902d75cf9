import { appendFileSync } from 'node:fs';
import { escape } from 'html-escaper';
import type { ActionError } from '../shared/action-error.ts';
import { toPlainText } from '../shared/plain-text.ts';
import { formatSummarySentence, formatSummaryText } from '../shared/summary-text.ts';
import { findDetails } from './annotations.ts';
import { isWritable } from './command-files.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The most characters of HTML for the errors: GitHub does not show a summary of more than 1 MiB. */
const maxLength = 300_000;

/**
 * Writes the summary of a phase that failed: what to do, and every error. It is written before this returns, because the process
 * may end then.
 *
 * @param facts what the run has added to its summary so far, which comes after the errors
 * @param environment the runner's variables
 * @throws Error when the file cannot be written
 */
export function writeFailureSummary(
  errors: readonly ActionError[],
  facts: string,
  environment: Environment,
): void {
  const { GITHUB_STEP_SUMMARY: file } = environment;
  if (!file || !isWritable(file)) throw new Error('no file for the summary');
  appendFileSync(file, `${formatFailure(errors, environment)}\n${facts}`);
}

/** Formats errors as HTML without blank lines, after which GitHub would interpret Markdown. */
export function formatFailure(errors: readonly ActionError[], environment: Environment): string {
  const [first] = errors;
  const what =
    errors.length === 1 && first !== undefined
      ? `the error ${formatSummaryText(first.code)}`
      : `${errors.length} errors`;
  const formatted = errors.map((error) => formatError(error, errors.length > 1, environment));
  const shown = takeWhileShort(formatted);
  const more = errors.length - shown.length;
  return [
    `<h2>Action needed: fix ${what}</h2>`,
    ...shown,
    ...(more === 0 ? [] : [`<p>The log has ${more} more.</p>`]),
  ].join('\n');
}

/** The first texts that are not too long together. */
function takeWhileShort(texts: readonly string[]): readonly string[] {
  let length = 0;
  const end = texts.findIndex((text) => (length += text.length) > maxLength);
  return end < 0 ? texts : texts.slice(0, end);
}

function formatError(error: ActionError, hasHeading: boolean, environment: Environment): string {
  const { code } = error;
  const location = findDetails(error, environment);
  const details = location.startsWith('http')
    ? `<a href="${escape(location)}">${escape(code)}</a>`
    : formatSummaryText(location);
  return [
    ...(hasHeading ? [`<h3>${formatSummaryText(code)}</h3>`] : []),
    formatExplanation(error),
    `<p>Details: ${details}</p>`,
  ].join('\n');
}

/** Formats what happened, the likely cause and the remedy as HTML. */
export function formatExplanation({ explanation, state }: ActionError): string {
  return [
    ...formatText('', explanation.problem),
    ...(state === undefined ? [] : formatText('<strong>State now:</strong> ', state)),
    ...formatText('<strong>Likely cause:</strong> ', explanation.likelyCause),
    ...formatText('<strong>To fix it:</strong> ', explanation.remedy),
  ].join('\n');
}

/** Lines of an error after the first: sentences, items of a list, or commands and other text to copy as it is. */
type BlockKind = 'sentences' | 'list' | 'commands';

/** Formats a text of an error. Its first line is a sentence; its indented lines are items, which start with `- `, or commands. */
function formatText(label: string, text: string): readonly string[] {
  const [first = '', ...others] = text.split('\n').filter((line) => line.trim() !== '');
  const blocks: { kind: BlockKind; lines: string[] }[] = [];
  for (const line of others) {
    const kind = findKind(line);
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return [
    `<p>${label}${formatSummarySentence(first)}</p>`,
    ...blocks.map(({ kind, lines }) => formatters[kind](lines)),
  ];
}

function findKind(line: string): BlockKind {
  if (!line.startsWith('  ')) return 'sentences';
  return line.startsWith('  - ') ? 'list' : 'commands';
}

const formatters: Readonly<Record<BlockKind, (lines: readonly string[]) => string>> = {
  sentences: (lines) => lines.map((line) => `<p>${formatSummarySentence(line)}</p>`).join('\n'),
  list: (lines) =>
    `<ul>${lines.map((line) => `<li>${formatSummarySentence(line.slice(4))}</li>`).join('')}</ul>`,
  commands: (lines) =>
    `<pre><code>${lines.map((line) => escape(toPlainText(line.slice(2)))).join('\n')}</code></pre>`,
};
