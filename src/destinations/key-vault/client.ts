import { SecretClient } from '@azure/keyvault-secrets';
import { azureWire } from '../../http/azure-client.ts';
import type { Send } from '../../http/client.ts';

/** What a vault is asked through. */
export interface VaultClient {
  readonly secrets: SecretClient;
  /** The innermost code in the answer that an error is about. */
  readonly codeOf: (error: unknown) => string | undefined;
}

/**
 * Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the like in another cloud
 * @param logInFor logs in for the scope that the vault names
 */
export function vaultClient(
  vault: string,
  send: Send,
  logInFor: (scope: string) => Promise<string>,
): VaultClient {
  const { options, codeOf } = azureWire(vault, send);
  let token: Promise<string> | undefined;
  const credential = {
    // A run is shorter than any token's life, so one is enough.
    getToken: async (scope: string | string[]) => ({
      token: await (token ??= logInFor([scope].flat().join(' '))),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  return { secrets: new SecretClient(vault, credential, options), codeOf };
}
