import { toPlainText, withoutInvisible } from '../shared/plain-text.ts';

/** In characters. */
const maxLength = 300;

const lineBreak = /[\r\n\v\f\u0085\u2028\u2029]+/;

/** A word without blanks that is long enough for a secret or a part of one. */
const longWord = /[\w+/~.%-]{24,}=*/g;

/** Whether a part of a word is long, and has letters of both cases and digits. GUIDs, host names and paths do not. */
function looksRandom(word: string): boolean {
  return word
    .split('/')
    .some((part) => part.length >= 24 && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(part)));
}

/** Characters with a meaning in Markdown or HTML, or that mention somebody on GitHub, and what replaces them. */
const markup: Readonly<Record<string, string>> = {
  '`': "'",
  '"': "'",
  '<': '‹',
  '>': '›',
  '[': '(',
  ']': ')',
  '|': '/',
  '@': '＠',
};

/** The start of a character reference of HTML, such as `&#64;`. */
const characterReference = /&(?=#|\w+;)/g;

/**
 * Makes a message of a server safe to print: its first line without known secrets and anything that looks like one, without
 * runner commands, and without Markdown, HTML or mentions. Call it only for requests that carried no secret value.
 *
 * @param redact replaces the known secrets and tokens
 * @returns at most 300 characters; undefined when nothing is left
 */
export function quoteMessage(message: string, redact: (text: string) => string): string | undefined {
  const lines = message.trim().split(lineBreak).map(withoutInvisible);
  const [firstLine = ''] = redact(lines.join('\n')).split('\n');
  const readable = firstLine.replace(longWord, (word) => (looksRandom(word) ? '***' : word));
  const plain = toPlainText(readable)
    .replace(/[`"<>[\]|@]/g, (character) => markup[character] ?? '')
    .replace(characterReference, '＆');
  // What replaces a character could complete a secret.
  const safe = redact(plain);
  const shown = safe.length > maxLength ? `${safe.slice(0, maxLength - 1).toWellFormed()}…` : safe;
  return shown.trim() === '' ? undefined : shown;
}

const hostName = /^[\w.-]+(:\d+)?$/;

/** The host of a URL that a server sent, safe to print; undefined when it has none. */
export function formatHost(url = ''): string | undefined {
  const host = URL.parse(url)?.host;
  return host !== undefined && hostName.test(host) ? host : undefined;
}
