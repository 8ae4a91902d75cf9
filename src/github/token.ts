/** What a text looks like that is not a token. Each message completes the sentence "`github-token` …". */
const mistakes: readonly (readonly [RegExp, string])[] = [
  // The second form is the same line in Base64.
  [
    /-----BEGIN|^LS0tLS1CRUdJTi/,
    'is a private key or certificate: for a GitHub App, make a token from the key with actions/create-github-app-token, and use the output `token` of that step',
  ],
  [/^(ssh|ecdsa|sk)-/, 'is an SSH key: use a fine-grained personal access token or a GitHub App token'],
  [
    /\$\{\{|^[$%<]/,
    'is an unresolved placeholder: use ${{ secrets.NAME }}, with the name of the secret that holds the token',
  ],
  [/^\*+$/, 'is the `***` that logs show in place of a secret: store the token itself'],
  [/^(bearer|token|basic)\s/i, 'starts with the name of an authentication scheme: leave that word out'],
  [/^["'`]/, 'starts with a quotation mark: store the token without it'],
  [/[\r\n]/, 'contains a line break: store the token again, as one line'],
  [/\s/, 'contains whitespace: store the token again without it'],
];

/** What a token in an Authorization header consists of. Source: RFC 6750, section 2.1. */
const token = /^[\w.~+/-]+=*$/;

/** Says why a text cannot be a token for GitHub, without showing any of it; undefined when it can. */
export function validateToken(text: string): string | undefined {
  const [, message] = mistakes.find(([pattern]) => pattern.test(text)) ?? [];
  if (message !== undefined) return message;
  return token.test(text)
    ? undefined
    : 'contains a character that no token contains: copy the token again from where it was created';
}
