import { SecretClient, type SetSecretOptions } from '@azure/keyvault-secrets';
import * as v from 'valibot';
import { createAzureHttpClient } from '../../http/azure-client.ts';
import type { ParsedServiceError } from '../../http/failed-response.ts';
import type { HttpClient, HttpResponse } from '../../http/client.ts';
import { readFailureRetryAfter } from '../../http/failure.ts';
import { ActionError } from '../../shared/action-error.ts';
import { parseJson } from '../../shared/json.ts';
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
  const { options, findFailure } = createAzureHttpClient(vault, http, parseVaultError);
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
      const failure = findFailure(error);
      if ('network' in failure) return { failure };
      const code = failure.error?.codes.at(-1);
      return { failure: { status: failure.status, code, retryAfterMs: readFailureRetryAfter(failure) } };
    }
  }

  return {
    send: (request) => toResult(request(secrets)),
    setSecret: (name, value, options) => toResult(secrets.setSecret(name, value, options)),
  };
}

const code = v.pipe(v.string(), v.regex(/^\w{1,100}$/));
const errorBody = v.object({
  error: v.object({
    code,
    message: v.optional(v.string(), ''),
    innererror: v.optional(v.object({ code: v.optional(code) })),
  }),
});

function parseVaultError({ text }: HttpResponse): ParsedServiceError | undefined {
  const parsed = v.safeParse(errorBody, parseJson(text));
  if (!parsed.success) return undefined;
  const { code: outer, innererror, message } = parsed.output.error;
  return { codes: innererror?.code === undefined ? [outer] : [outer, innererror.code], message };
}

/** The client wraps the error of a failed login in its own error. */
function findActionError(error: unknown): ActionError | undefined {
  if (error instanceof ActionError) return error;
  return error instanceof Error && error.cause instanceof ActionError ? error.cause : undefined;
}
