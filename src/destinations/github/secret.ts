import * as v from 'valibot';
import { isRefusal, withoutQuote } from '../../http/failure.ts';
import type { ActionError } from '../../shared/action-error.ts';
import { settleAllOrFirst } from '../../shared/settle.ts';
import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../destination.ts';
import type { GitHubApi } from '../../github/api.ts';
import { gitHubError, isEncryptionRefused, otherSecretError } from './errors.ts';
import { createAccessReader } from './organization-access.ts';
import { readBody, toFailure, type GitHubResponse } from '../../github/response.ts';
import { locateSecret, type GitHubSecretSpec } from './secret-kinds.ts';

/** What all GitHub secrets of a run share. */
export interface GitHubDependencies {
  readonly api: GitHubApi;
  /** The URL of GitHub's own pages: `https://github.com`. */
  readonly serverUrl: string;
}

/** The X25519 key that values are encrypted for: 32 bytes in base64. */
const publicKey = v.object({
  key_id: v.string(),
  key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/)),
});
type PublicKey = v.InferOutput<typeof publicKey>;

/** Encrypts a value into the fields of a write. */
type Encrypt = (value: string) => { readonly encrypted_value: string; readonly key_id: string };

const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
  v.date(),
);
const metadata = v.object({ name: v.string(), updated_at: time });

/** A secret that GitHub keeps. Its value can be written, never read. */
export function createGitHubSecret(
  spec: GitHubSecretSpec,
  { api, serverUrl }: GitHubDependencies,
): Destination {
  const location = locateSecret(spec);
  const { label, path, parameters } = location;
  const { name } = spec;
  const readAccess =
    spec.kind === 'organization-secret' ? createAccessReader(spec, location, api) : undefined;
  let knownMissing = false;

  const errorFor = (response: GitHubResponse, operation: string): ActionError =>
    gitHubError(response, { operation, location, api });

  async function readPublicKey(): Promise<PublicKey> {
    const response = await api.request(`GET ${path}/public-key`, parameters);
    const key = readBody(publicKey, response);
    if (key === undefined) throw errorFor(response, `read the public key for ${label}`);
    return key;
  }

  /**
   * @returns undefined when there is no such secret, or when the token has no access: GitHub does not say which. A 404
   *   that is not GitHub's own is an error, because a new secret gets other readers than one that exists
   */
  async function readMetadata(): Promise<{ response: GitHubResponse; updatedAt: Date } | undefined> {
    const response = await api.request(`GET ${path}/{name}`, { ...parameters, name });
    if ('error' in response && response.status === 404 && isRefusal(response)) return undefined;
    const body = readBody(metadata, response);
    const operation = `read when ${label} was last written`;
    if (body === undefined) throw errorFor(response, operation);
    if (body.name.toUpperCase() !== name.toUpperCase()) throw otherSecretError({ operation, api });
    return { response, updatedAt: body.updated_at };
  }

  async function prepareEncryption(): Promise<Encrypt> {
    const { key, key_id } = await readPublicKey();
    const { createSealer } = await import('./sealed-box.ts');
    const seal = await createSealer(key);
    return (value) => ({ encrypted_value: seal(value), key_id });
  }

  async function sendWrite(encrypt: Encrypt, secretText: string): Promise<GitHubResponse> {
    // Access to the secret may have been changed since it was prepared.
    const access = readAccess && (await readAccess((await readMetadata())?.response));
    const body = { ...encrypt(secretText), ...access };
    knownMissing = false;
    return api.request(`PUT ${path}/{name}`, { ...parameters, name, ...body });
  }

  async function write(encrypt: Encrypt, { secretText }: NewSecret): Promise<void> {
    const first = await sendWrite(encrypt, secretText);
    // GitHub may have replaced its public key since it was read.
    const response = isEncryptionRefused(first)
      ? await sendWrite(await prepareEncryption(), secretText)
      : first;
    if ('body' in response && [201, 204].includes(response.status)) return;
    const failure = withoutQuote(toFailure(response));
    const error = errorFor(failure, `write ${label}`);
    throw isRefusal(failure) ? error : new UnconfirmedWriteError(error);
  }

  return {
    label,
    persistent: true,
    url: new URL(location.settingsPage, `${serverUrl}/`).href,
    async readState() {
      const existing = await readMetadata();
      // A token without access gets a 404 as well. Only a token with access can read the public key. Nothing can be lost
      // where there was no secret, and none was written since.
      if (existing === undefined && !knownMissing) await readPublicKey();
      return toState(existing?.updatedAt);
    },
    async prepare() {
      const [encrypt, existing] = await settleAllOrFirst([prepareEncryption(), readMetadata()]);
      knownMissing = existing === undefined;
      // Reports a problem before anything changes.
      await readAccess?.(existing?.response);
      return { ...toState(existing?.updatedAt), write: (secret) => write(encrypt, secret) };
    },
  };
}

/** @param updatedAt when it was last written, by GitHub's clock; undefined when it does not exist */
function toState(updatedAt: Date | undefined): DestinationState {
  if (updatedAt === undefined) return { revision: 'not there', evidence: { kind: 'empty' } };
  return { revision: updatedAt.toISOString(), evidence: { kind: 'written', at: updatedAt } };
}
