import { bech32 } from '@scure/base';

/**
 * The types of recipients that age-encryption supports, with the lengths of their keys in bytes: X25519, post-quantum, and
 * those of hardware keys. Source: the age specification, and `Encrypter.addRecipient`.
 */
const keyLengths: Readonly<Record<string, number>> = { age: 32, age1pq: 1216, age1tag: 33, age1tagpq: 1249 };

/**
 * Says what is wrong with the form of an age recipient, a public key in Bech32; undefined when it is valid. The library
 * accepts lower case only. `requireUsableRecipients` checks whether it can encrypt to that key.
 */
export function validateRecipient(text: string): string | undefined {
  if (/^age-secret-key-/i.test(text)) {
    return 'is an age identity, which is private: remove it from the workflow, create a new one, and use its recipient';
  }
  // Post-quantum keys exceed the length limit of Bech32.
  const decoded = text === text.toLowerCase() ? decode(text) : undefined;
  return decoded !== undefined && keyLengths[decoded.prefix] === decoded.length
    ? undefined
    : 'is not an age recipient (age1…, lower case)';
}

function decode(text: string): { prefix: string; length: number } | undefined {
  try {
    const { prefix, words } = bech32.decode(text, false);
    return { prefix, length: bech32.fromWords(words).length };
  } catch {
    return undefined;
  }
}
