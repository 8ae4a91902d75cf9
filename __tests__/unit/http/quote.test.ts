import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatHost, quoteMessage } from '../../../src/http/quote.ts';
import { KnownSecrets } from '../../../src/shared/known-secrets.ts';
import { containsCommand, toPlainText } from '../../../src/shared/plain-text.ts';
import { hostileText } from '../../helpers/hostile-text.ts';
import { reveals, spellings } from '../../helpers/spellings.ts';

function quote(message: string, ...values: readonly string[]): string {
  const secrets = new KnownSecrets();
  for (const value of values) secrets.add(value);
  return quoteMessage(message, (text) => secrets.redact(text)) ?? '';
}

/** What secrets and tokens consist of; some of it must be escaped in a URL, a form, JSON or Markdown. */
const secret = fc.oneof(
  fc.string({
    minLength: 12,
    maxLength: 60,
    unit: fc.constantFrom(...Array.from('abcXYZ0189_~.-/+="\\%&<>|\'@`[]# ')),
  }),
  fc.base64String({ minLength: 12, maxLength: 80 }),
  fc.uuid(),
);

describe('a quote', () => {
  test.each<[string, string]>([
    [
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:acme/ops:environment:prod'. Trace ID: 8c95acf1-cc04-40a1-ad14-481862cf1801",
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:acme/ops:environment:prod'. Trace ID: 8c95acf1-cc04-40a1-ad14-481862cf1801",
    ],
    [
      "The user, group or application 'appid=F969F52B-C6A6-41C7-B6EF-949C1F227B1D;oid=66d10cbf-3a73-4326-9a8d-b1b082e7c3fc;iss=https://sts.windows.net/f33abe27-86cd-46d6-ae2b-b918362ab160/' does not have secrets set permission on key vault 'exalate-vault;location=westeurope'.",
      "The user, group or application 'appid=F969F52B-C6A6-41C7-B6EF-949C1F227B1D;oid=66d10cbf-3a73-4326-9a8d-b1b082e7c3fc;iss=https://sts.windows.net/f33abe27-86cd-46d6-ae2b-b918362ab160/' does not have secrets set permission on key vault 'exalate-vault;location=westeurope'.",
    ],
    [
      'See https://learn.microsoft.com/en-US/azure/key-vault/general/rest-error-codes?tabs=a and https://go.microsoft.com/fwlink/?linkid=2125287',
      'See https://learn.microsoft.com/en-US/azure/key-vault/general/rest-error-codes?tabs=a and https://go.microsoft.com/fwlink/?linkid=2125287',
    ],
    [
      'Resource: /subscriptions/50000000-0000-4000-8000-000000000000/resourceGroups/Prod1/providers/Microsoft.KeyVault/vaults/v',
      'Resource: /subscriptions/50000000-0000-4000-8000-000000000000/resourceGroups/Prod1/providers/Microsoft.KeyVault/vaults/v',
    ],
    ['Resource not accessible by integration', 'Resource not accessible by integration'],
    ['  first line\r\nsecond line', 'first line'],
    ['first\u2028second', 'first'],
    ['an unknown one: eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl1', 'an unknown one: ***'],
    ['[link](https://x.example) <b>`code`</b> "q" | @octocat &#64;x &commat;y a@b.example a=1&b=2', ''],
  ])('of %j is readable', (message, expected) => {
    const shown =
      expected === ''
        ? "(link)(https://x.example) ‹b›'code'‹/b› 'q' / ＠octocat ＆#64;x ＆commat;y a＠b.example a=1&b=2"
        : expected;
    expect(quote(message)).toBe(shown);
  });

  test.each(['', ' \n ', '\u200b', '\u0000\n\u0007'])('of %j is undefined', (message) => {
    expect(quoteMessage(message, (text) => text)).toBeUndefined();
  });

  test('contains no known secret in any spelling', () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(hostileText, fc.nat(), fc.nat()), { maxLength: 4 }),
        (secrets, parts) => {
          const spelled = secrets.flatMap(spellings);
          const message = parts
            .map(([text, which]) => `${text}${spelled[which % spelled.length] ?? ''}`)
            .join('');
          const shown = quote(message, ...secrets);
          for (const value of secrets) expect(reveals(shown, value)).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('is one well-formed line of at most 300 characters, without a command, Markdown or HTML', () => {
    const markup = fc.constantFrom('[a](b)', '<img src=x>', '`x`', '@octocat', '&#64;x', '|', '"', '![x](y)');
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileText, markup), { maxLength: 60 }), (parts) => {
        const shown = quote(parts.join(''));
        expect(shown.length).toBeLessThanOrEqual(300);
        expect(shown.isWellFormed()).toBe(true);
        expect(toPlainText(shown)).toBe(shown);
        expect(containsCommand(shown)).toBe(false);
        expect(shown).not.toMatch(/[`"<>[\]|@\r\n]|&(#|\w+;)/);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['https://example.com/path?query', 'example.com'],
  ['https://user:password@example.com:8443/', 'example.com:8443'],
  ['https://bücher.example/', 'xn--bcher-kva.example'],
  ['/relative', undefined],
  ['mailto:a@example.com', undefined],
  [undefined, undefined],
])('the host of %j is %j', (url, host) => {
  expect(formatHost(url)).toBe(host);
});
