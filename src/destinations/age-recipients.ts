import { bech32 } from '@scure/base';

/**
 * What is wrong with a recipient of an age file; undefined when nothing is. A recipient is a public key of X25519 in
 * Bech32, after `age`. Source: the age specification, "The X25519 recipient type".
 */
export function flawInRecipient(text: string): string | undefined {
  if (/^age-secret-key-/i.test(text)) {
    return 'is an age identity, which is private: take it out of the workflow, make a new one, and give its recipient';
  }
  const decoded = bech32.decodeUnsafe(text);
  if (decoded?.prefix !== 'age') return 'is no age recipient (age1…)';
  const bytes = bech32.fromWordsUnsafe(decoded.words);
  return bytes?.length === 32 ? undefined : 'is no age recipient (age1…)';
}
