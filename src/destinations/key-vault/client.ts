import { SecretClient } from '@azure/keyvault-secrets';
import { createAzureHttpClient, type ErrorDetails } from '../../http/azure-client.ts';
import type { HttpClient } from '../../http/client.ts';

/** What a vault is asked through. */
export interface VaultClient {
  readonly secrets: SecretClient;
  /** What the vault said about an error of the client. */
  readonly detailsOf: (error: unknown) => ErrorDetails;
}

/**
 * Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the like in another cloud
 * @param logInFor logs in for the scope that the vault names
 */
export function createVaultClient(
  vault: string,
  http: HttpClient,
  logInFor: (scope: string) => Promise<string>,
): VaultClient {
  const { options, detailsOf } = createAzureHttpClient(vault, http);
  let token: Promise<string> | undefined;
  const credential = {
    // A run is shorter than any token's life, so one is enough.
    getToken: async (scope: string | string[]) => ({
      token: await (token ??= logInFor([scope].flat().join(' '))),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  return { secrets: new SecretClient(vault, credential, options), detailsOf };
}
