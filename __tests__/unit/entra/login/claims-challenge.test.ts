import { describe, expect, test } from '@jest/globals';
import { readClaimsChallenge } from '../../../../src/entra/login/claims-challenge.ts';

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1657834417"}}}';
const encoded = Buffer.from(claims).toString('base64');

/** The header as Microsoft Graph sends it. */
const challenge = (last: string): Record<string, string> => ({
  'www-authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", errorDescription="Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp", ${last}`,
});

describe('a claims challenge', () => {
  test.each([
    `error="insufficient_claims", claims="${encoded}"`,
    `claims="${encoded}", error="insufficient_claims"`,
    `error="insufficient_claims", claims="${encoded.replace(/=+$/, '')}"`,
  ])('names the claims for the next login: %s', (last) => {
    expect(readClaimsChallenge(challenge(last))).toBe(claims);
  });

  test.each([
    ['is about another error', `error="invalid_token", claims="${encoded}"`],
    ['has no claims', 'error="insufficient_claims"'],
    ['has claims that are not JSON', 'error="insufficient_claims", claims="bm90IEpTT04="'],
    ['has claims that are not an object', 'error="insufficient_claims", claims="Nw=="'],
    ['has claims that are too long', `error="insufficient_claims", claims="${'A'.repeat(8_004)}"`],
  ])('is not one when it %s', (_, last) => {
    expect(readClaimsChallenge(challenge(last))).toBeUndefined();
    expect(readClaimsChallenge({})).toBeUndefined();
  });
});
