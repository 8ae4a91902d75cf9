import { describe, expect, test } from '@jest/globals';
import { validateToken } from '../../../src/github/token.ts';

describe('a token for GitHub', () => {
  test.each([
    'ghp_0123456789abcdefABCDEF',
    'github_pat_11ABCDEFG0_x',
    'ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.a-b_c',
    'v1.0123456789abcdef',
    '0123456789abcdef0123456789abcdef01234567',
    't',
  ])('is accepted: %s', (text) => {
    expect(validateToken(text)).toBeUndefined();
  });

  test.each([
    [
      'is a private key or certificate',
      '-----BEGIN RSA PRIVATE KEY-----\ns3cr3t\n-----END RSA PRIVATE KEY-----',
    ],
    ['is a private key or certificate', '-----BEGIN OPENSSH PRIVATE KEY----- s3cr3t'],
    [
      'is a private key or certificate',
      Buffer.from('-----BEGIN RSA PRIVATE KEY-----\ns3cr3t').toString('base64'),
    ],
    ['is an SSH key', 'ssh-ed25519 AAAAs3cr3t me@example.com'],
    ['is an unresolved placeholder', '${{ secrets.s3cr3t }}'],
    ['is an unresolved placeholder', '$s3cr3t'],
    ['is an unresolved placeholder', '%s3cr3t%'],
    ['is an unresolved placeholder', '<s3cr3t>'],
    ['is the `***` that logs show', '***'],
    ['starts with the name of an authentication scheme', 'Bearer ghp_s3cr3t'],
    ['starts with the name of an authentication scheme', 'token ghp_s3cr3t'],
    ['starts with a quotation mark', '"ghp_s3cr3t"'],
    ['contains a line break', 'ghp_s3\r\ncr3t'],
    ['contains a line break', 'ghp_s3\ncr3t'],
    ['contains whitespace', 'ghp_s3 cr3t'],
    ['contains whitespace', 'ghp_s3\u00A0cr3t'],
    ['contains a character that no token contains', 'ghp_s3\u200Bcr3t'],
    ['contains a character that no token contains', 'ghp_s3\u0000cr3t'],
    ['contains a character that no token contains', 'ghp_s3crét'],
    ['contains a character that no token contains', 'GH_TOKEN: ghp_s3cr3t'.replace(' ', '')],
    ['contains a character that no token contains', ''],
  ])('is refused because it %s, and is not shown: %j', (problem, text) => {
    const message = validateToken(text);
    expect(message).toContain(problem);
    expect(message).not.toMatch(/s3|cr[3é]t/);
  });
});
