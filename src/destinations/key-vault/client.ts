import { SecretClient, type SetSecretOptions } from '@azure/keyvault-secrets';
import { createAzureHttpClient } from '../../http/azure-client.ts';
import type { HttpClient } from '../../http/client.ts';
import { withoutQuote, type RequestFailure } from '../../http/failure.ts';
import { ActionError } from '../../shared/action-error.ts';
import { isVaultResult, parseVaultError, reduceUnreadableEntries } from './response.ts';

/** What a request to a vault returned, or how it failed. */
export type VaultResult<T> = { readonly value: T } | { readonly failure: RequestFailure };

/**
 * Logs in for the scope that the vault asks for.
 *
 * @param claims what the vault asked for when it refused the last token; undefined when it did not
 * @returns an access token
 */
export type LogInToVault = (scope: string, claims: string | undefined) => Promise<string>;

/** Sends requests to one vault, and reports a failed response as a value, so that the caller decides about a retry. */
export interface VaultClient {
  /**
   * Sends a request once. When the vault does not accept the token, the next request logs in again.
   *
   * @throws ActionError that `logIn` threw
   */
  send<T>(request: (secrets: SecretClient) => Promise<T>): Promise<VaultResult<T>>;
  /** Writes a secret once, otherwise as `send` does. The failure has no quote, which could contain the value. */
  setSecret(name: string, value: string, options: SetSecretOptions): Promise<VaultResult<unknown>>;
}

/** How long Microsoft's client uses a token, in milliseconds: Entra's are valid for at least an hour. */
const tokenLifetime = 3_600_000;

/**
 * Creates Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the same in another cloud
 */
export function createVaultClient(vault: string, http: HttpClient, logIn: LogInToVault): VaultClient {
  const readableHttp: HttpClient = {
    ...http,
    request: async (url, request) => reduceUnreadableEntries(await http.request(url, request), vault),
  };
  const { options, findFailure } = createAzureHttpClient(vault, readableHttp, parseVaultError, isVaultResult);
  const credential = {
    getToken: async (scope: string | string[], { claims }: { claims?: string } = {}) => ({
      token: await logIn([scope].flat().join(' '), claims),
      expiresOnTimestamp: Date.now() + tokenLifetime,
    }),
  };
  const createClient = (): SecretClient => new SecretClient(vault, credential, options);
  let secrets = createClient();

  async function send<T>(request: (secrets: SecretClient) => Promise<T>): Promise<VaultResult<T>> {
    const used = secrets;
    try {
      return { value: await request(used) };
    } catch (error) {
      const actionError = findActionError(error);
      if (actionError !== undefined) throw actionError;
      const failure = findFailure(error);
      // A client keeps its token for as long as the token should be valid. Requests that run at the same time share a client.
      const isTokenRefused = !('network' in failure) && failure.status === 401;
      if (isTokenRefused && secrets === used) secrets = createClient();
      return { failure };
    }
  }

  return {
    send,
    async setSecret(name, value, setOptions) {
      const result = await send((client) => client.setSecret(name, value, setOptions));
      return 'failure' in result ? { failure: withoutQuote(result.failure) } : result;
    },
  };
}

/** The client wraps the error of a failed login in its own error. */
function findActionError(error: unknown): ActionError | undefined {
  if (error instanceof ActionError) return error;
  return error instanceof Error && error.cause instanceof ActionError ? error.cause : undefined;
}
