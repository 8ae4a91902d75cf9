import { toPlainText } from '../shared/plain-text.ts';

/** In characters. A private key, a token or a whole file is longer. */
const maxLength = 100;

/** Inputs that hold a token, or that may hold a private key or a value from a shell by mistake. */
const confidentialInputs: readonly string[] = [
  'github-token',
  'hand-over-token',
  'encrypt-to',
  'encrypted-file',
  'report-file',
];

/** What a value looks like that may be a secret, or a part of one. */
const secretForms: readonly RegExp[] = [
  /-----BEGIN|PRIVATE KEY|AGE-SECRET-KEY|^(gh[a-z]|github_pat)_|^(ssh|ecdsa|sk)-|^eyJ/i,
  // The user and password of a URL.
  /\/\/[^/]*@/,
  // A key or token in one run of letters and digits. Those of a GUID are in shorter groups.
  /[\da-z]{24,}/i,
];

/** The parts of a value between blanks and slashes. */
const part = /[^\s/]+/g;

/** The kinds of characters that a generated password has, and a name or an ID usually does not have together. */
const characterKinds = [/[a-z]/, /[A-Z]/, /\d/];

/** Whether a value may be a secret, so that it must not be shown. */
function mayBeSecret(value: string): boolean {
  const parts = value.match(part) ?? [];
  return (
    secretForms.some((form) => form.test(value)) ||
    parts.some((text) => text.length >= 8 && characterKinds.every((kind) => kind.test(text)))
  );
}

/**
 * Formats what an input contains, for the end of a message about it.
 *
 * @param name of the input or variable
 * @returns a sentence with a leading blank; '' when the value may be a secret, or cannot be shown on one line
 */
export function formatReceived(name: string, value: string | undefined): string {
  if (value === undefined || value === '' || value.length > maxLength) return '';
  if (confidentialInputs.includes(name) || mayBeSecret(value)) return '';
  if (value.includes('`') || toPlainText(value) !== value) return '';
  return ` Received: \`${value}\`.`;
}
