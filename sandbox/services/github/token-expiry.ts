import type { Access, TokenExpiry } from './access.ts';

/** The ways in which GitHub was seen to write the time. https://github.com/google/go-github/issues/2649 */
const formats: Readonly<Record<NonNullable<TokenExpiry['format']>, (iso: string) => string>> = {
  UTC: (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`,
  offset: (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} +0000`,
  'ISO 8601': (iso) => `${iso.slice(0, 19)}Z`,
};

export function isExpired({ expiry }: Access, now: number): boolean {
  return expiry !== undefined && expiry.at <= now;
}

/** Every answer to a personal access token that is good says when it expires. */
export function expiryHeaders({ expiry }: Access): Record<string, string> {
  if (!expiry) return {};
  const { at, format = 'UTC' } = expiry;
  return { 'github-authentication-token-expiration': formats[format](new Date(at).toISOString()) };
}
