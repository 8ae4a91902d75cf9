import { createHash, randomUUID } from 'node:crypto';
import type { SecretClient, SecretProperties } from '@azure/keyvault-secrets';
import * as v from 'valibot';
import { ActionError } from '../../shared/action-error.ts';
import type { ErrorDetails } from '../../http/azure-client.ts';
import type { HttpClient } from '../../http/client.ts';
import { networkReason } from '../../http/network-error.ts';
import { createPageGuard } from '../../http/paging.ts';
import { findRetryReason, type AttemptResult } from '../../http/retry.ts';
import { settleAllOrFirst } from '../../shared/settle.ts';
import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../destination.ts';
import type { VaultClient } from './client.ts';
import { keyVaultError, type Grantee, type VaultResponse } from './errors.ts';

/** Which Key Vault secret is meant. */
export interface VaultSecret {
  /** `https://VAULT.vault.azure.net`, or the like in another cloud. */
  readonly vault: string;
  readonly name: string;
}

/** What a Key Vault is reached through. */
export interface KeyVaultDependencies {
  readonly http: HttpClient;
  /** Logs in for a scope that the vault names. */
  readonly logInForScope: (scope: string) => Promise<string>;
  /** Who logs in, for the commands that an error prints. */
  readonly grantee: Grantee;
  /** The Azure portal's page of a secret. */
  readonly portalPage: (id: string) => string;
}

/** A secret in Azure Key Vault. Each write adds a version; those before it stay. Its value is never read. */
export function createKeyVaultSecret(
  { vault, name }: VaultSecret,
  dependencies: KeyVaultDependencies,
): Destination {
  const id = `${vault}/secrets/${name}`;
  const label = `Key Vault secret ${name} in ${vault}`;
  let opened: Promise<VaultClient> | undefined;

  /** Loaded when it is needed: most runs write to no vault. */
  const open = async (): Promise<VaultClient> => {
    const { createVaultClient } = await import('./client.ts');
    return createVaultClient(vault, dependencies.http, dependencies.logInForScope);
  };

  async function ask<T>(operation: string, work: (secrets: SecretClient) => Promise<T>): Promise<T> {
    const { secrets, detailsOf } = await (opened ??= open());
    try {
      return await work(secrets);
    } catch (error) {
      const failure = findActionError(error);
      if (failure !== undefined) throw failure;
      throw new VaultError(readVaultResponse(error, detailsOf(error)), operation);
    }
  }

  /** What only reads may be asked again. */
  async function read<T>(operation: string, work: (secrets: SecretClient) => Promise<T>): Promise<T> {
    const attempt = async (): Promise<AttemptResult<T | VaultError>> => {
      try {
        return { result: await ask(operation, work), retryReason: undefined };
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        return { result: error, retryReason: findRetryReason(error.answer) };
      }
    };
    const result = await dependencies.http.withRetry('Key Vault', attempt);
    if (result instanceof VaultError) throw result;
    return result;
  }

  const failed = (error: unknown): unknown =>
    error instanceof VaultError
      ? keyVaultError(error.answer, { operation: error.operation, vault, name, ...dependencies.grantee })
      : error;

  async function readState(): Promise<DestinationState> {
    try {
      const operation = `list the versions of ${label}`;
      return await read(operation, async (secrets) => {
        const versions: SecretProperties[] = [];
        const watch = createPageGuard('Key Vault', operation);
        for await (const page of secrets.listPropertiesOfSecretVersions(name).byPage()) {
          watch({ first: page[0]?.id });
          versions.push(...page);
        }
        return toState(versions);
      });
    } catch (error) {
      throw failed(error);
    }
  }

  /** A name that was deleted cannot be written while the vault keeps what it was deleted with. */
  async function expectNotDeleted(): Promise<void> {
    try {
      await read(`look for ${label} among the deleted secrets`, (secrets) => secrets.getDeletedSecret(name));
    } catch (error) {
      // Who may write may have no right to look among the deleted ones: the write will tell.
      if (error instanceof VaultError && (error.answer.status === 404 || error.answer.status === 403)) return;
      throw failed(error);
    }
    throw keyVaultError(
      { status: 409, code: 'ObjectIsDeletedButRecoverable', network: undefined },
      { operation: `write ${label}`, vault, name, ...dependencies.grantee },
    );
  }

  async function write({ secretText, endDateTime, tags }: NewSecret): Promise<void> {
    // The client reckons with 32 bits here: what lies beyond would expire in the past.
    const expiry = endDateTime.getTime() < 2 ** 31 * 1_000 ? { expiresOn: endDateTime } : {};
    // A tag can be copied to another value with all the others: this one tells a copy, since each write has its own.
    const options = { contentType: 'text/plain', ...expiry, tags: { ...tags, 'write-id': randomUUID() } };
    try {
      await ask(`write ${label}`, (secrets) => secrets.setSecret(name, secretText, options));
    } catch (error) {
      const failure = failed(error);
      if (!(error instanceof VaultError && failure instanceof ActionError)) throw error;
      const { status, code } = error.answer;
      const refused = status !== undefined && status >= 400 && status < 500 && code !== undefined;
      throw refused ? failure : new UnconfirmedWriteError(failure);
    }
  }

  return {
    label,
    persistent: true,
    url: dependencies.portalPage(id),
    readState,
    async prepare() {
      const [there] = await settleAllOrFirst([readState(), expectNotDeleted()]);
      return { state: there, write };
    },
  };
}

/**
 * The revision is made over the names of all versions: each write adds one, and nothing else does. A version that somebody
 * disables or tags anew keeps its name, so that this is not taken for a write.
 */
function toState(listed: readonly SecretProperties[]): DestinationState {
  // One that comes on two pages, since the list changed between them, is no copy.
  const versions = [...new Map(listed.map((one) => [one.version, one])).values()];
  const names = versions.map(({ version }) => version ?? '').sort();
  const revision = createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 16);
  if (versions.length === 0) return { revision, evidence: { kind: 'empty' } };
  const noted = versions
    .map(({ createdOn = new Date(0), updatedOn = createdOn, enabled, tags }) => ({
      at: createdOn,
      keyId: tags?.['key-id'],
      writeId: tags?.['write-id'],
      enabled: enabled !== false,
      changedAt: updatedOn,
    }))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  return { revision, evidence: { kind: 'versions', versions: noted } };
}

/** A failed login, which the client wraps into an error of its own. */
function findActionError(error: unknown): ActionError | undefined {
  if (error instanceof ActionError) return error;
  return error instanceof Error && error.cause instanceof ActionError ? error.cause : undefined;
}

/** Key Vault did not do what was wished, or nobody knows whether it did. */
class VaultError extends Error {
  readonly answer: VaultResponse;
  readonly operation: string;

  constructor(answer: VaultResponse, operation: string) {
    super('refused');
    this.answer = answer;
    this.operation = operation;
  }
}

const answered = v.object({ statusCode: v.number() });

function readVaultResponse(error: unknown, { code, retryAfterMs }: ErrorDetails): VaultResponse {
  const told = v.safeParse(answered, error);
  if (told.success) return { status: told.output.statusCode, code, network: undefined, retryAfterMs };
  return { status: undefined, code: undefined, network: networkReason(error) };
}
