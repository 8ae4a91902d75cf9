import { describe, expect, test } from '@jest/globals';
import { formatReceived } from '../../../src/runner/received-value.ts';

describe('the value of an invalid input', () => {
  test.each([
    ['client-id', 'contoso.onmicrosoft.com'],
    ['client-id', '11111111-2222-3333-4444-55555555555'],
    ['repository', 'https://github.com/acme/ops'],
    ['key-vault-secret', 'https://acme-vault.vault.azure.net/secrets/exalate-client-secret/1234'],
    ['expires', '24 fortnights'],
    ['organization', 'Acme Inc.'],
  ])('of %s is shown when it is %s', (name, value) => {
    expect(formatReceived(name, value)).toBe(` Received: \`${value}\`.`);
  });

  test.each([
    ['a client secret', 'Jx58Q~aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567'],
    ['a fine-grained token', 'github_pat_11aaaaaaa'],
    ['the token of a GitHub App', 'ghs_16c7e42f292c6912e7710c838347ae17'],
    ['an OIDC token', 'eyJhbGciOi.eyJpc3MiOi.abc'],
    ['an age identity', 'age-secret-key-1qqqq'],
    ['a private key', '-----BEGIN KEY'],
    ['a key in hexadecimal digits', 'a81bc81bdead4e5dabff90865d1e13b1'],
    ['a token of Azure DevOps', 'mzxw6ytboi2dqmrtgq3tqojqgezdgnbvgy3tqojqmfrgg5dfon2a'],
    ['a password', 'Passw0rd'],
    ['a URL with a password', 'https://me:pw@acme/ops'],
    ['several lines', 'acme\nops'],
    ['invisible', 'acme\u200B/ops'],
    ['Markdown code', 'acme`ops'],
    ['long', 'a '.repeat(51)],
    ['empty', ''],
  ])('is not shown when it is %s', (_, value) => {
    expect(formatReceived('client-id', value)).toBe('');
  });

  test.each(['github-token', 'hand-over-token', 'encrypt-to', 'encrypted-file', 'report-file'])(
    'of %s is never shown',
    (name) => {
      expect(formatReceived(name, 'acme')).toBe('');
    },
  );
});
