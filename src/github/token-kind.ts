/** What kind of token it is, as far as its prefix tells. The token of a GitHub App can also be the job's own GITHUB_TOKEN. */
export type TokenKind = 'classic' | 'fine-grained' | 'app' | 'other';

/** Source: GitHub's "About authentication to GitHub". */
const prefixes: readonly (readonly [string, TokenKind])[] = [
  ['ghp_', 'classic'],
  ['github_pat_', 'fine-grained'],
  ['ghs_', 'app'],
];

export function readTokenKind(token: string): TokenKind {
  return prefixes.find(([prefix]) => token.startsWith(prefix))?.[1] ?? 'other';
}
