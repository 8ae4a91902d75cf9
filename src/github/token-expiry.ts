/** GitHub writes the time as `2026-12-24 12:00:00 UTC`, with an offset in place of `UTC`, or in ISO 8601. */
const time = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2} ?(UTC|Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads when the token of a request expires.
 *
 * @returns undefined when the response does not say: then the token never expires, or it is not a personal access token
 */
export function readTokenExpiry(headers: Readonly<Record<string, string>>): Date | undefined {
  const text = headers['github-authentication-token-expiration'] ?? '';
  const expires = new Date(time.test(text) ? text : NaN);
  return Number.isNaN(expires.getTime()) ? undefined : expires;
}
