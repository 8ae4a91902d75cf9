import { toPlainText, withoutInvisible } from '../shared/plain-text.ts';

/** In characters. */
const maxLength = 300;

/** Text that could be a secret or a part of one: long, without blanks, with letters of both cases and digits. GUIDs and host names are not. */
const longWord = /[\w+/=~.%-]{24,}/g;
const looksRandom = (word: string): boolean => [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word));

/** Characters with a meaning in Markdown or HTML, and what replaces them. */
const markup: Readonly<Record<string, string>> = {
  '`': "'",
  '"': "'",
  '<': '‹',
  '>': '›',
  '[': '(',
  ']': ')',
  '|': '/',
};

/**
 * Makes a message of a server safe to print: its first line without known secrets and anything that looks like one, without
 * runner commands, and without Markdown or HTML. Call it only for requests that carried no secret value.
 *
 * @param redact replaces the known secrets and tokens
 * @returns at most 300 characters; undefined when nothing is left
 */
export function quoteMessage(message: string, redact: (text: string) => string): string | undefined {
  const [firstLine = ''] = message.trim().split(/[\r\n\u2028\u2029]/);
  // Removed first, because they could separate the parts of a secret.
  const redacted = redact(withoutInvisible(firstLine)).replace(longWord, (word) =>
    looksRandom(word) ? '***' : word,
  );
  const plain = toPlainText(redacted).replace(/[`"<>[\]|]/g, (character) => markup[character] ?? '');
  const shown = plain.length > maxLength ? `${plain.slice(0, maxLength - 1).toWellFormed()}…` : plain;
  return shown.trim() === '' ? undefined : shown;
}
