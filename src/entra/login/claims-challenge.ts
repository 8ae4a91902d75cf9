import { parseJson } from '../../shared/json.ts';

/** One of Microsoft's services refuses a token that was revoked, and names in base64 what the next one must have. */
const insufficientClaims = /\berror="insufficient_claims"/i;
const requestedClaims = /\bclaims="([\w+/=-]{1,8000})"/i;

/**
 * Reads what a service asks for when it refuses an access token (claims challenge).
 *
 * @returns the JSON for the next login; undefined when the response is not a claims challenge
 */
export function readClaimsChallenge({
  'www-authenticate': challenge = '',
}: Readonly<Record<string, string>>): string | undefined {
  const [, encoded] = insufficientClaims.test(challenge) ? (requestedClaims.exec(challenge) ?? []) : [];
  if (encoded === undefined) return undefined;
  const claims: unknown = parseJson(Buffer.from(encoded, 'base64').toString());
  return typeof claims === 'object' && claims !== null ? JSON.stringify(claims) : undefined;
}
