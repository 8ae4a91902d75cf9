import { compactVerify, createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CompactVerifyResult, JSONWebKeySet, JWK, JWTPayload } from 'jose';

/** Verifies the JSON Web Tokens of one issuer. */
export interface TokenVerifier {
  /** The claims of a token that this issuer signed, whatever its dates; undefined for any other text. */
  verify(token: string): Promise<JWTPayload | undefined>;
}

/** Signs JSON Web Tokens, and verifies the ones that it signed. */
export interface TokenAuthority extends TokenVerifier {
  /** The public key, as a JWKS endpoint shows it. */
  readonly publicKey: JWK;
  /** Every token that it has signed. */
  readonly signed: readonly string[];
  /** @param isOpaque whether clients cannot read the token */
  sign(claims: JWTPayload, isOpaque?: boolean): Promise<string>;
}

/** The real authorities sign with RS256. ES256 says the same, and its key is made in a moment. */
export async function makeTokenAuthority(): Promise<TokenAuthority> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keyId = 'sandbox';
  const signed: string[] = [];
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid: keyId, alg: 'ES256', use: 'sig' },
    signed,
    sign: async (claims, isOpaque = false) => {
      const header = { typ: 'JWT', alg: 'ES256', kid: keyId };
      const readable = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
      const token = isOpaque ? Buffer.from(readable).toString('base64url') : readable;
      signed.push(token);
      return token;
    },
    verify: (token) => readClaims(() => compactVerify(fromOpaque(token), publicKey)),
  };
}

/** Verifies the tokens of an issuer outside the sandbox. Entra accepts no other algorithm in a federated login. */
export function makeTokenVerifier(keys: JSONWebKeySet): TokenVerifier {
  const findKey = createLocalJWKSet(keys);
  return { verify: (token) => readClaims(() => compactVerify(token, findKey, { algorithms: ['RS256'] })) };
}

async function readClaims(verify: () => Promise<CompactVerifyResult>): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await verify();
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isClaims(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function fromOpaque(token: string): string {
  return token.includes('.') ? token : Buffer.from(token, 'base64url').toString();
}

function isClaims(value: unknown): value is JWTPayload {
  return typeof value === 'object' && value !== null;
}
