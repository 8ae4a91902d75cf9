import { beforeAll, describe, expect, test } from '@jest/globals';
import { bech32 } from '@scure/base';
import { generateHybridIdentity, generateIdentity, identityToRecipient } from 'age-encryption';
import { readRecipientLines, validateRecipient } from '../../../src/destinations/age-recipients.ts';

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

  test('accepts an X25519 recipient in upper case', () => {
    for (const recipient of recipients) expect(validateRecipient(recipient.toUpperCase())).toBeUndefined();
  });

  test('accepts every other type that the library supports, in lower and in upper case', async () => {
    const hybrid = await identityToRecipient(await generateHybridIdentity());
    const encode = (prefix: string, length: number): string =>
      bech32.encode(prefix, bech32.toWords(new Uint8Array(length).fill(2)), false);
    for (const recipient of [hybrid, encode('age1tag', 33), encode('age1tagpq', 1249)]) {
      expect(validateRecipient(recipient)).toBeUndefined();
      expect(validateRecipient(recipient.toUpperCase())).toBeUndefined();
    }
  });

  test.each([
    ['is not an age recipient', ''],
    ['is not an age recipient', 'age1'],
    ['is not an age recipient', 'age1xyz'],
    ['is not an age recipient', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['mixes upper and lower case', 'AGE1xyz'],
    ['is an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA anna@example.com'],
    ['is an SSH key', 'ecdsa-sha2-nistp256 AAAA'],
    ['names a GitHub user', 'github:octocat'],
    ['contains a space, comma or semicolon', 'age1xyz, age1xyz'],
    ['contains a space, comma or semicolon', 'age1xyz # Anna'],
    [
      'is a recipient of an age plugin',
      'age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt',
    ],
    ['is part of a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ])('says of a text that it %s: %j', (problem, text) => {
    expect(validateRecipient(text)).toContain(problem);
  });

  test('rejects a wrong checksum', () => {
    const [first = ''] = recipients;
    const last = first.endsWith('q') ? 'p' : 'q';
    expect(validateRecipient(`${first.slice(0, -1)}${last}`)).toContain('is not an age recipient');
  });

  test('rejects a private key', async () => {
    const all = [
      ...identities,
      await generateHybridIdentity(),
      (identities[0] ?? '').toLowerCase(),
      'AGE-PLUGIN-YUBIKEY-1QQPQPQ',
    ];
    for (const identity of all) expect(validateRecipient(identity)).toContain('which is private');
  });
});

test('a list of recipients can have comments and empty lines, as the recipients files of age', () => {
  expect(readRecipientLines('# Anna\n  age1a  \r\n\n#age1b\nage1c')).toEqual(['age1a', 'age1c']);
  expect(readRecipientLines('# none')).toEqual([]);
});
