import { bech32 } from '@scure/base';

/**
 * The types of recipients that age-encryption supports, with the lengths of their keys in bytes: X25519, post-quantum, and
 * those of hardware keys. Source: the age specification, and `Encrypter.addRecipient`.
 */
const keyLengths: Readonly<Record<string, number>> = { age: 32, age1pq: 1216, age1tag: 33, age1tagpq: 1249 };

/** What a text looks like that is not a recipient. Each message completes the sentence "line 1 …". */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [
    /^age-(secret-key|plugin)-/i,
    'is an age identity, which is private: remove it from the workflow, create a new one, and use its recipient',
  ],
  [/PRIVATE KEY/, 'is part of a private key: remove it from the workflow, and use an age recipient (age1…)'],
  [
    /^(ssh|ecdsa|sk)-/i,
    'is an SSH key, which the action does not encrypt to: create a key with `age-keygen`, and use its recipient (age1…)',
  ],
  [
    /^github:/i,
    'names a GitHub user, whose SSH keys the action does not encrypt to: use an age recipient (age1…)',
  ],
  [/[\s,;]/, 'contains a space, comma or semicolon: write each recipient and each comment on its own line'],
  [
    /^age1(?!pq1|tag1|tagpq1)[a-z0-9]+1/i,
    'is a recipient of an age plugin, which the action cannot run: use a recipient that starts with age1, age1pq1, age1tag1 or age1tagpq1',
  ],
  [/[a-z].*[A-Z]|[A-Z].*[a-z]/, 'is not an age recipient: it mixes upper and lower case'],
];

/**
 * Reads a list of recipients, one per line. Empty lines and lines that start with `#` are ignored, as in the recipients files
 * of age.
 */
export function readRecipientLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * Says what is wrong with the form of an age recipient, a public key in Bech32, in upper or lower case; undefined when it is
 * valid. `requireUsableRecipients` checks whether the library can encrypt to that key.
 */
export function validateRecipient(text: string): string | undefined {
  const [, message] = mistakes.find(([pattern]) => pattern.test(text)) ?? [];
  if (message !== undefined) return message;
  const decoded = decode(text);
  return decoded !== undefined && keyLengths[decoded.prefix] === decoded.length
    ? undefined
    : 'is not an age recipient (age1…), or a character of it is missing or wrong';
}

function decode(text: string): { prefix: string; length: number } | undefined {
  try {
    // Post-quantum keys exceed the length limit of Bech32.
    const { prefix, words } = bech32.decode(text, false);
    return { prefix, length: bech32.fromWords(words).length };
  } catch {
    return undefined;
  }
}
