import * as v from 'valibot';
import type { ActionError } from '../../shared/action-error.ts';
import { settleAllOrFirst } from '../../shared/settle.ts';
import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../destination.ts';
import type { GitHubApi } from './api.ts';
import { gitHubError } from './errors.ts';
import { createAccessReader } from './organization-access.ts';
import { isGitHubRefusal, readBody, type GitHubResponse } from './response.ts';
import { locateSecret, type GitHubSecretSpec } from './secret-kinds.ts';

/** What all GitHub secrets of a run share. */
export interface GitHubDependencies {
  readonly api: GitHubApi;
  /** The URL of GitHub's own pages: `https://github.com`. */
  readonly serverUrl: string;
}

/** The X25519 key that values are encrypted for: 32 bytes in base64. */
const publicKey = v.object({ key_id: v.string(), key: v.pipe(v.string(), v.base64(), v.length(44)) });
type PublicKey = v.InferOutput<typeof publicKey>;

/** Encrypts a value into the fields of a write. */
type Encrypt = (value: string) => { readonly encrypted_value: string; readonly key_id: string };

const metadata = v.object({ updated_at: v.pipe(v.string(), v.isoTimestamp()) });

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
    gitHubError(response, { operation, location });

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
  async function readMetadata(): Promise<{ response: GitHubResponse; updatedAt: string } | undefined> {
    const response = await api.request(`GET ${path}/{name}`, { ...parameters, name });
    if (response.status === 404 && isGitHubRefusal(response)) return undefined;
    const body = readBody(metadata, response);
    if (body === undefined) throw errorFor(response, `read when ${label} was last written`);
    return { response, updatedAt: body.updated_at };
  }

  async function prepareEncryption(): Promise<Encrypt> {
    const { key, key_id } = await readPublicKey();
    const { createSealer } = await import('./sealed-box.ts');
    const seal = await createSealer(key);
    return (value) => ({ encrypted_value: seal(value), key_id });
  }

  async function write(encrypt: Encrypt, { secretText }: NewSecret): Promise<void> {
    // Access to the secret may have been changed since it was prepared.
    const access = readAccess && (await readAccess((await readMetadata())?.response));
    const body = { ...encrypt(secretText), ...access };
    knownMissing = false;
    const response = await api.request(`PUT ${path}/{name}`, { ...parameters, name, ...body });
    if (response.status === 201 || response.status === 204) return;
    const error = errorFor(response, `write ${label}`);
    throw isGitHubRefusal(response) ? error : new UnconfirmedWriteError(error);
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
function toState(updatedAt: string | undefined): DestinationState {
  if (updatedAt === undefined) return { revision: 'not there', evidence: { kind: 'empty' } };
  return { revision: updatedAt, evidence: { kind: 'written', at: new Date(updatedAt) } };
}
