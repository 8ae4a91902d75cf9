import { SecretClient, type SetSecretOptions } from '@azure/keyvault-secrets';
import * as v from 'valibot';
import { createAzureHttpClient } from '../../http/azure-client.ts';
import type { HttpClient } from '../../http/client.ts';
import { networkReason } from '../../http/network-error.ts';
import { ActionError } from '../../shared/action-error.ts';
import type { VaultFailure } from './errors.ts';

/** What a request to a vault returned, or how it failed. */
export type VaultResult<T> = { readonly value: T } | { readonly failure: VaultFailure };

/** Sends requests to one vault, and reports a failed response as a value, so that the caller decides about a retry. */
export interface VaultClient {
  /**
   * Sends a request once. An error that is not the vault's response becomes a failure without a status.
   *
   * @throws ActionError that `logInForScope` threw
   */
  send<T>(request: (secrets: SecretClient) => Promise<T>): Promise<VaultResult<T>>;
  /**
   * Writes a secret once.
   *
   * @throws ActionError that `logInForScope` threw
   */
  setSecret(name: string, value: string, options: SetSecretOptions): Promise<VaultResult<unknown>>;
}

/**
 * Creates Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the same in another cloud
 * @param logInForScope logs in for the scope that the vault asks for
 */
export function createVaultClient(
  vault: string,
  http: HttpClient,
  logInForScope: (scope: string) => Promise<string>,
): VaultClient {
  const { options, readErrorDetails } = createAzureHttpClient(vault, http);
  let token: Promise<string> | undefined;
  const credential = {
    // A token is valid for longer than a run takes, so one is enough.
    getToken: async (scope: string | string[]) => ({
      token: await (token ??= logInForScope([scope].flat().join(' '))),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  const secrets = new SecretClient(vault, credential, options);

  async function toResult<T>(response: Promise<T>): Promise<VaultResult<T>> {
    try {
      return { value: await response };
    } catch (error) {
      const actionError = findActionError(error);
      if (actionError !== undefined) throw actionError;
      const parsed = v.safeParse(restError, error);
      if (!parsed.success) return { failure: { network: networkReason(error) } };
      return { failure: { status: parsed.output.statusCode, ...readErrorDetails(error) } };
    }
  }

  return {
    send: (request) => toResult(request(secrets)),
    setSecret: (name, value, options) => toResult(secrets.setSecret(name, value, options)),
  };
}

/** What the client throws for a response with an error status. */
const restError = v.object({ statusCode: v.number() });

/** The client wraps the error of a failed login in its own error. */
function findActionError(error: unknown): ActionError | undefined {
  if (error instanceof ActionError) return error;
  return error instanceof Error && error.cause instanceof ActionError ? error.cause : undefined;
}
