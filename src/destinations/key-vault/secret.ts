import { randomUUID } from 'node:crypto';
import type { SecretClient, SecretProperties } from '@azure/keyvault-secrets';
import type { Identity } from '../../azure/identity.ts';
import type { HttpClient } from '../../http/client.ts';
import { findFailureRetryReason } from '../../http/failure-rules.ts';
import { isRefusal, type RequestFailure } from '../../http/failure.ts';
import { createPageGuard } from '../../http/paging.ts';
import type { AttemptResult, RetryReason } from '../../http/retry.ts';
import { ActionError } from '../../shared/action-error.ts';
import { settleAllOrFirst } from '../../shared/settle.ts';
import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../destination.ts';
import type { DestinationSpec } from '../spec.ts';
import type { LogInToVault, VaultClient, VaultResult } from './client.ts';
import { keyVaultError, otherSecretError, unreadableVersionsError } from './errors.ts';
import { explainDeletedSecret, type KeyVaultContext } from './explanations.ts';
import { keyVaultRules } from './rules.ts';
import { describeVersions, isVersionOf } from './versions.ts';

type VaultSecretSpec = Extract<DestinationSpec, { readonly kind: 'key-vault-secret' }>;

/** What all Key Vault secrets of a run share. */
export interface KeyVaultDependencies {
  readonly http: HttpClient;
  readonly logIn: LogInToVault;
  /** The workload identity that logs in. */
  readonly identity: Identity;
}

/** A secret in Azure Key Vault. Each write adds a version and keeps the earlier ones. Its value is never read. */
export function createKeyVaultSecret(
  { vault, name }: VaultSecretSpec,
  { http, logIn, identity }: KeyVaultDependencies,
): Destination {
  const { tenantId, cloud } = identity;
  const label = `Key Vault secret ${name} in ${vault}`;
  let client: Promise<VaultClient> | undefined;

  // Loaded only when it is needed: most runs do not write to a vault.
  async function loadClient(): Promise<VaultClient> {
    const { createVaultClient } = await import('./client.ts');
    return createVaultClient(vault, http, logIn);
  }

  const getClient = (): Promise<VaultClient> => (client ??= loadClient());

  /** Repeats a request that changes nothing. */
  const read = <T>(request: (secrets: SecretClient) => Promise<T>): Promise<VaultResult<T>> =>
    http.withRetry('Key Vault', async () => {
      const result = await (await getClient()).send(request);
      return { result, retryReason: 'failure' in result ? findReason(result.failure) : undefined };
    });

  const describe = (operation: string): KeyVaultContext => ({ operation, vault, name, identity });

  async function readState(): Promise<DestinationState> {
    const operation = `list the versions of ${label}`;
    const result = await read(async (secrets) => {
      const versions: SecretProperties[] = [];
      const guardPage = createPageGuard('Key Vault', operation);
      for await (const page of secrets.listPropertiesOfSecretVersions(name).byPage()) {
        guardPage({ first: page[0]?.id });
        versions.push(...page);
      }
      return versions;
    });
    if ('failure' in result) throw keyVaultError(result.failure, describe(operation));
    if (!result.value.every((version) => isVersionOf(version, vault, name))) {
      throw otherSecretError(describe(operation));
    }
    const state = describeVersions(result.value);
    if (state === undefined) throw unreadableVersionsError(describe(operation));
    return state;
  }

  /** The name of a deleted secret cannot be used while the vault retains that secret. */
  async function ensureNotDeleted(): Promise<void> {
    const result = await read((secrets) => secrets.getDeletedSecret(name));
    if (!('failure' in result)) {
      const explanation = explainDeletedSecret(describe(`write ${label}`));
      throw new ActionError(explanation.code, explanation);
    }
    const { failure } = result;
    // 404: it was not deleted. 403: the permission to write does not include this check, and the write will show it.
    if (isRefusal(failure) && 'status' in failure && [403, 404].includes(failure.status)) return;
    throw keyVaultError(failure, describe(`check whether ${label} was deleted`));
  }

  async function write({ secretText, endDateTime, tags }: NewSecret): Promise<void> {
    // The client cuts the time to 32 bits, so that a date from 2038 on would be in the past.
    const expiry = endDateTime.getTime() < 2 ** 31 * 1_000 ? { expiresOn: endDateTime } : {};
    // The tags may be copied to a version with another value. Each write has an ID, so that a copy can be detected.
    const options = { contentType: 'text/plain', ...expiry, tags: { ...tags, 'write-id': randomUUID() } };
    const result = await http.withRetry(
      'Key Vault',
      async (): Promise<AttemptResult<VaultResult<unknown>>> => {
        http.ensureTimeForWrite();
        const attempt = await (await getClient()).setSecret(name, secretText, options);
        // A request that the vault may have executed is not repeated here.
        const isRefused = 'failure' in attempt && isRefusal(attempt.failure);
        return { result: attempt, retryReason: isRefused ? findReason(attempt.failure) : undefined };
      },
    );
    if (!('failure' in result)) return;
    const error = keyVaultError(result.failure, describe(`write ${label}`));
    throw isRefusal(result.failure) ? error : new UnconfirmedWriteError(error);
  }

  return {
    label,
    persistent: true,
    url: `${cloud.portal}/#@${tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${vault}/secrets/${name}`,
    readState,
    async prepare() {
      const [state] = await settleAllOrFirst([readState(), ensureNotDeleted()]);
      return { ...state, write };
    },
  };
}

const findReason = (failure: RequestFailure): RetryReason | undefined =>
  findFailureRetryReason(failure, keyVaultRules);
