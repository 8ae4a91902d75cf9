import { createHash, randomUUID } from 'node:crypto';
import type { SecretClient, SecretProperties } from '@azure/keyvault-secrets';
import * as v from 'valibot';
import type { Clock } from '../../shared/clock.ts';
import { Failure } from '../../shared/action-error.ts';
import { isTransient, networkReason, type Send } from '../../http/client.ts';
import { pageWatch } from '../../http/paging.ts';
import { backoff } from '../../http/retry.ts';
import { allOf } from '../../shared/settle.ts';
import { WriteInDoubt, type Destination, type NewSecret, type State } from '../destination.ts';
import type { VaultClient } from './client.ts';
import { keyVaultFailure, type Grantee, type VaultAnswer } from './errors.ts';

/** Which Key Vault secret is meant. */
export interface VaultSecret {
  /** `https://VAULT.vault.azure.net`, or the like in another cloud. */
  readonly vault: string;
  readonly name: string;
}

/** What a Key Vault is reached through. */
export interface KeyVaultEdges {
  readonly send: Send;
  readonly clock: Clock;
  /** Logs in for a scope that the vault names. */
  readonly logInFor: (scope: string) => Promise<string>;
  /** Who logs in, for the commands that an error prints. */
  readonly grantee: Grantee;
  /** The Azure portal's page of a secret. */
  readonly portalPage: (id: string) => string;
}

/** A secret in Azure Key Vault. Each write adds a version; those before it stay. Its value is never read. */
export function keyVaultSecret({ vault, name }: VaultSecret, edges: KeyVaultEdges): Destination {
  const id = `${vault}/secrets/${name}`;
  const label = `Key Vault secret ${name} in ${vault}`;
  let opened: Promise<VaultClient> | undefined;

  /** Loaded when it is needed: most runs write to no vault. */
  const open = async (): Promise<VaultClient> => {
    const { vaultClient } = await import('./client.ts');
    return vaultClient(vault, edges.send, edges.logInFor);
  };

  async function ask<T>(wish: string, work: (secrets: SecretClient) => Promise<T>): Promise<T> {
    const { secrets, codeOf } = await (opened ??= open());
    try {
      return await work(secrets);
    } catch (error) {
      const failure = failureIn(error);
      if (failure !== undefined) throw failure;
      throw new Refused(answerIn(error, codeOf(error)), wish);
    }
  }

  /** What only reads may be asked again. */
  async function read<T>(wish: string, work: (secrets: SecretClient) => Promise<T>): Promise<T> {
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await ask(wish, work);
      } catch (error) {
        if (!(error instanceof Refused && mayPass(error.answer)) || repeat === repeats) throw error;
        await edges.clock.sleep(backoff(repeat));
      }
    }
  }

  const failed = (error: unknown): unknown =>
    error instanceof Refused
      ? keyVaultFailure(error.answer, { wish: error.wish, vault, name, ...edges.grantee })
      : error;

  async function state(): Promise<State> {
    try {
      const wish = `list the versions of ${label}`;
      return await read(wish, async (secrets) => {
        const versions: SecretProperties[] = [];
        const watch = pageWatch('Key Vault', wish);
        for await (const page of secrets.listPropertiesOfSecretVersions(name).byPage()) {
          watch({ first: page[0]?.id });
          versions.push(...page);
        }
        return stateOf(versions);
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
      if (error instanceof Refused && (error.answer.status === 404 || error.answer.status === 403)) return;
      throw failed(error);
    }
    throw keyVaultFailure(
      { status: 409, code: 'ObjectIsDeletedButRecoverable', network: undefined },
      { wish: `write ${label}`, vault, name, ...edges.grantee },
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
      if (!(error instanceof Refused && failure instanceof Failure)) throw error;
      const { status, code } = error.answer;
      const refused = status !== undefined && status >= 400 && status < 500 && code !== undefined;
      throw refused ? failure : new WriteInDoubt(failure);
    }
  }

  return {
    label,
    lasting: true,
    page: edges.portalPage(id),
    state,
    async prepare() {
      const [there] = await allOf([state(), expectNotDeleted()]);
      return { state: there, write };
    },
  };
}

/**
 * The mark is made over the names of all versions: each write adds one, and nothing else does. A version that somebody
 * disables or tags anew keeps its name, so that this is not taken for a write.
 */
function stateOf(listed: readonly SecretProperties[]): State {
  // One that comes on two pages, since the list changed between them, is no copy.
  const versions = [...new Map(listed.map((one) => [one.version, one])).values()];
  const names = versions.map(({ version }) => version ?? '').sort();
  const mark = createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 16);
  if (versions.length === 0) return { mark, evidence: { kind: 'empty' } };
  const noted = versions
    .map(({ createdOn = new Date(0), updatedOn = createdOn, enabled, tags }) => ({
      at: createdOn,
      keyId: tags?.['key-id'],
      writeId: tags?.['write-id'],
      enabled: enabled !== false,
      changedAt: updatedOn,
    }))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  return { mark, evidence: { kind: 'noted', versions: noted } };
}

/** Whether the same question may get an answer a moment later. */
function mayPass({ status, network = '' }: VaultAnswer): boolean {
  return status === undefined ? isTransient(network) : status >= 500 || status === 429;
}

/** How often a question is repeated that a passing fault may have spoilt. */
const repeats = 2;

/** A failed login, which the client wraps into an error of its own. */
function failureIn(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  return error instanceof Error && error.cause instanceof Failure ? error.cause : undefined;
}

/** Key Vault did not do what was wished, or nobody knows whether it did. */
class Refused extends Error {
  readonly answer: VaultAnswer;
  readonly wish: string;

  constructor(answer: VaultAnswer, wish: string) {
    super('refused');
    this.answer = answer;
    this.wish = wish;
  }
}

const answered = v.object({ statusCode: v.number() });

/** @param code the innermost one of the answer that the error is about */
function answerIn(error: unknown, code: string | undefined): VaultAnswer {
  const told = v.safeParse(answered, error);
  if (told.success) return { status: told.output.statusCode, code, network: undefined };
  return { status: undefined, code: undefined, network: networkReason(error) };
}
