import * as v from 'valibot';
import type { ActionError } from '../../shared/action-error.ts';
import { settleAllOrFirst } from '../../shared/settle.ts';
import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../destination.ts';
import type { GitHubResponse, GitHubApi } from './api.ts';
import { gitHubError } from './errors.ts';
import type { SecretStore } from './stores.ts';

/** What GitHub's secrets are reached through. */
export interface GitHubDependencies {
  readonly api: GitHubApi;
  /** GitHub's pages: `https://github.com`. */
  readonly serverUrl: string;
}

/**
 * What a write says beside the value, such as who can read it. It is asked for when the destination is prepared, so that
 * errors come early, and again right before each write: somebody may have changed it during the verification.
 *
 * @param present what GitHub says of the secret; undefined when it does not exist
 */
export type ExtraWriteFields = (
  present: GitHubResponse | undefined,
) => Promise<Readonly<Record<string, unknown>>>;

const publicKey = v.object({ key_id: v.string(), key: v.pipe(v.string(), v.base64(), v.length(44)) });
const metadata = v.object({ updated_at: v.pipe(v.string(), v.isoTimestamp()) });

/** What values are encrypted for. */
interface Key {
  readonly id: string;
  readonly seal: (value: string) => string;
}

/** A secret that GitHub keeps, in whichever store. Its value can be written, never read. */
export function createGitHubSecret(
  store: SecretStore,
  name: string,
  { api, serverUrl }: GitHubDependencies,
  further?: ExtraWriteFields,
): Destination {
  const { path, parameters } = store;
  const label = formatLabel(store, name);

  const refused = (answer: GitHubResponse, operation: string): ActionError =>
    gitHubError(answer, { store, operation });

  async function readKey(): Promise<v.InferOutput<typeof publicKey>> {
    const answer = await api.request(`GET ${path}/public-key`, parameters);
    const parsed = v.safeParse(publicKey, answer.body);
    if (answer.status === 200 && parsed.success) return parsed.output;
    throw refused(answer, `give the public key for ${label}`);
  }

  /**
   * Undefined when it does not exist; but that is what GitHub says, too, to those who may not see it. A 404 that is not
   * GitHub's own says nothing: a new secret has other readers than one that exists.
   */
  async function present(): Promise<{ answer: GitHubResponse; updatedAt: string } | undefined> {
    const answer = await api.request(`GET ${path}/{name}`, { ...parameters, name });
    if (answer.status === 404 && answer.refused) return undefined;
    const parsed = v.safeParse(metadata, answer.body);
    if (answer.status === 200 && parsed.success) return { answer, updatedAt: parsed.output.updated_at };
    throw refused(answer, `say when ${label} was written`);
  }

  async function prepareKey(): Promise<Key> {
    const { key, key_id } = await readKey();
    const { createSealer } = await import('./sealed-box.ts');
    return { id: key_id, seal: await createSealer(key) };
  }

  async function write(key: Key, { secretText }: NewSecret): Promise<void> {
    const beside = further && (await further((await present())?.answer));
    const body = { encrypted_value: key.seal(secretText), key_id: key.id, ...beside };
    const answer = await api.request(`PUT ${path}/{name}`, { ...parameters, name, ...body });
    if (answer.status === 201 || answer.status === 204) return;
    const failure = refused(answer, `write ${label}`);
    throw answer.refused ? failure : new UnconfirmedWriteError(failure);
  }

  return {
    label,
    persistent: true,
    url: new URL(store.page, `${serverUrl}/`).href,
    async readState() {
      const there = await present();
      if (there === undefined) await readKey();
      return toState(there?.updatedAt);
    },
    async prepare() {
      const [key, there] = await settleAllOrFirst([prepareKey(), present()]);
      await further?.(there?.answer);
      return { ...toState(there?.updatedAt), write: (secret) => write(key, secret) };
    },
  };
}

/** @param updatedAt when it was last written, by GitHub's clock; undefined when it is not there */
function toState(updatedAt: string | undefined): DestinationState {
  if (updatedAt === undefined) return { revision: 'not there', evidence: { kind: 'empty' } };
  return { revision: updatedAt, evidence: { kind: 'written', at: new Date(updatedAt) } };
}

/** How a secret in a store is named to people: `repository secret X of acme/ops`. */
export function formatLabel({ kind, owner }: SecretStore, name: string): string {
  return `${kind} ${name} of ${owner}`;
}
