import { SecretClient } from '@azure/keyvault-secrets';
import { createAzureHttpClient } from '../../http/azure-client.ts';
import type { SendRequest } from '../../http/client.ts';

/** What a vault is asked through. */
export interface VaultClient {
  readonly secrets: SecretClient;
  /** The innermost code in the answer that an error is about. */
  readonly errorCodeOf: (error: unknown) => string | undefined;
}

/**
 * Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the like in another cloud
 * @param logInFor logs in for the scope that the vault names
 */
export function createVaultClient(
  vault: string,
  send: SendRequest,
  logInFor: (scope: string) => Promise<string>,
): VaultClient {
  const { options, errorCodeOf } = createAzureHttpClient(vault, send);
  let token: Promise<string> | undefined;
  const credential = {
    // A run is shorter than any token's life, so one is enough.
    getToken: async (scope: string | string[]) => ({
      token: await (token ??= logInFor([scope].flat().join(' '))),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  return { secrets: new SecretClient(vault, credential, options), errorCodeOf };
}
