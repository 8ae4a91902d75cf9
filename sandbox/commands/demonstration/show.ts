import { styleText } from 'node:util';
import type { RecordedRequest } from '../../network/server.ts';
import type { PasswordCredential } from '../../services/entra/passwords.ts';
import type { Issue } from '../../services/github/issues/tracker.ts';
import { plainText } from './plain-text.ts';

export type Print = (text: string) => void;

export function heading(print: Print, text: string): void {
  print('\n' + styleText('bold', text));
}

/** A title, and below it an indented text. */
export function block(print: Print, title: string, text: string): void {
  print(`\n${title}\n\n${text.trimEnd().replace(/^(?=.)/gm, '  ')}`);
}

/** @param stored the one whose value is in Key Vault */
export function showSecrets(
  print: Print,
  secrets: readonly PasswordCredential[],
  stored: PasswordCredential | undefined,
): void {
  const lines = secrets.flatMap((secret) => [
    secret.displayName ?? '',
    `  key ID ${secret.keyId}, expires ${secret.endDateTime.slice(0, 10)}`,
    ...(secret === stored ? ['  Key Vault holds its value. A login with that value works.'] : []),
  ]);
  block(print, 'Client secrets of the application:', lines.join('\n'));
}

/** An issue that the run opened or closed: its title, and its first lines or the last comment. */
export function showIssue(print: Print, { number, title, body, comments, isOpen }: Issue): void {
  const lines = plainText(body ?? '').split(/\n+/);
  const text = isOpen ? [...lines.slice(0, 4), '…'].join('\n') : plainText(comments.at(-1)?.body ?? '');
  block(print, `Issue ${number}, ${isOpen ? 'open' : 'closed'}: ${title}`, text);
}

export function showRequests(print: Print, requests: readonly RecordedRequest[]): void {
  const lines = requests.map(
    ({ status, method, host, path }) =>
      `${status === 0 ? 'no answer' : status} ${method} https://${host}${path.replace(/\?.*/, '')}`,
  );
  block(print, 'The requests, in order:', lines.join('\n'));
}
