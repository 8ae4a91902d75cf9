import { beforeAll, describe, expect, test } from '@jest/globals';
import { Encrypter, generateHybridIdentity, generateIdentity, identityToRecipient } from 'age-encryption';
import { validateRecipient } from '../../../src/destinations/age-recipients.ts';

let identities: readonly string[] = [];
let recipients: readonly string[] = [];

beforeAll(async () => {
  identities = await Promise.all([generateIdentity(), generateIdentity()]);
  recipients = await Promise.all(identities.map(identityToRecipient));
});

describe('validateRecipient', () => {
  test('accepts an X25519 recipient', () => {
    for (const recipient of recipients) expect(validateRecipient(recipient)).toBeUndefined();
  });

  test.each(['', 'age1', 'age1xyz', 'ssh-ed25519 AAAA', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'])(
    'rejects %j',
    (text) => {
      expect(validateRecipient(text)).toContain('is not an age recipient');
    },
  );

  test('rejects a wrong checksum', () => {
    const [first = ''] = recipients;
    const last = first.endsWith('q') ? 'p' : 'q';
    expect(validateRecipient(`${first.slice(0, -1)}${last}`)).toContain('is not an age recipient');
  });

  test('rejects upper case, as the library does', () => {
    for (const recipient of recipients) {
      expect(validateRecipient(recipient.toUpperCase())).toContain('lower case');
      expect(() => {
        new Encrypter().addRecipient(recipient.toUpperCase());
      }).toThrow('unrecognized recipient type');
    }
  });

  test('rejects a private key', async () => {
    const all = [...identities, await generateHybridIdentity(), (identities[0] ?? '').toLowerCase()];
    for (const identity of all) expect(validateRecipient(identity)).toContain('which is private');
  });
});
