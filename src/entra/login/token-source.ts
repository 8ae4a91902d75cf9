import type { GraphToken } from './login.ts';

/** The access token for Microsoft Graph, which a run that takes long replaces. */
export interface TokenSource {
  /** The token of the latest login. */
  current(): GraphToken;
  /**
   * Logs in again, unless that happened since the refused token was sent.
   *
   * @param claims what Graph asks for; undefined when it asks for nothing
   * @throws ActionError as the login does
   */
  renew(refused: string, claims: string | undefined): Promise<void>;
}

/** @param logIn requests a new token with these claims */
export function createTokenSource(
  first: GraphToken,
  logIn: (claims: string | undefined) => Promise<GraphToken>,
): TokenSource {
  let current = first;
  let pending: Promise<void> | undefined;

  async function logInAgain(claims: string | undefined): Promise<void> {
    try {
      current = await logIn(claims);
    } finally {
      pending = undefined;
    }
  }

  return {
    current: () => current,
    async renew(refused, claims) {
      if (current.token === refused) await (pending ??= logInAgain(claims));
    },
  };
}
