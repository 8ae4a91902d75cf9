import * as v from 'valibot';
import { emptyResponse, jsonResponse, jsonBody } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { pageOf } from './paging.ts';
import { refuse } from './refusal.ts';
import type { Organization } from './repository.ts';
import type { SecretStore, StoredSecret } from './store.ts';

const maxSecretBytes = 48 * 1024;
const secretBody = v.object({ encrypted_value: v.string(), key_id: v.string() });
const readersBody = v.object({
  visibility: v.picklist(['all', 'private', 'selected']),
  selected_repository_ids: v.optional(v.array(v.pipe(v.number(), v.integer()))),
});

/** Who is to read an organization's secret, or why that cannot be. */
type Readers = (
  body: unknown,
) => Pick<StoredSecret, 'visibility' | 'selectedRepositoryIds'> | SandboxResponse;

/** What is beside a secret's name and times when it is shown. */
type Beside = (name: string, secret: StoredSecret) => Record<string, unknown>;

/** How an organization's secrets differ from all others. */
interface Difference {
  readonly readers: Readers;
  readonly beside: Beside;
}

const none: Difference = { readers: () => ({}), beside: () => ({}) };

/** Organization secrets say who can read them. https://docs.github.com/rest/actions/secrets#create-or-update-an-organization-secret */
export function ofOrganization(
  { name: organization }: Organization,
  root: string,
  ids: readonly number[],
): Difference {
  return {
    readers(body) {
      const given = v.safeParse(readersBody, body);
      if (!given.success) return refuse(422, 'Invalid request.\n\nvisibility is required.');
      const { visibility, selected_repository_ids: selected } = given.output;
      if (visibility !== 'selected') {
        return selected === undefined
          ? { visibility }
          : refuse(422, 'selected_repository_ids can only be set when visibility is selected.');
      }
      if (!(selected ?? []).every((id) => ids.includes(id))) return refuse(422, 'Repository not found.');
      return { visibility, selectedRepositoryIds: selected ?? [] };
    },
    beside: (name, { visibility }) => ({
      visibility,
      ...(visibility === 'selected' && {
        selected_repositories_url: `${root}/orgs/${organization}/actions/secrets/${name}/repositories`,
      }),
    }),
  };
}

/**
 * The secrets of one store, whichever it is: what GitHub does with them is the same everywhere.
 *
 * @param address the address of the whole list, as GitHub's own links write it
 * @param name the last part of the path; undefined for the whole list
 */
export function serveSecrets(
  request: SandboxRequest,
  address: string,
  store: SecretStore,
  name: string | undefined,
  now: number,
  { readers, beside }: Difference = none,
): SandboxResponse {
  const show = (key: string, secret: StoredSecret): Record<string, unknown> => ({
    name: key,
    created_at: secret.createdAt,
    updated_at: secret.updatedAt,
    ...beside(key, secret),
  });
  if (name === undefined) {
    return request.method === 'GET' ? listSecrets(request, address, store, show) : refuse(404, 'Not Found');
  }
  const key = name.toUpperCase();
  const secret = store.secrets.get(key);
  switch (request.method) {
    case 'GET':
      if (name === 'public-key') return jsonResponse(200, { key_id: store.keyId, key: store.publicKey });
      return secret ? jsonResponse(200, show(key, secret)) : refuse(404, 'Not Found');
    case 'PUT':
      return putSecret(store, name, jsonBody(request), now, readers);
    case 'DELETE':
      return store.secrets.delete(key) ? emptyResponse(204) : refuse(404, 'Not Found');
    default:
      return refuse(404, 'Not Found');
  }
}

function listSecrets(
  request: SandboxRequest,
  address: string,
  store: SecretStore,
  show: Beside,
): SandboxResponse {
  const all = [...store.secrets].sort(([one], [other]) => one.localeCompare(other));
  const { entries, headers } = pageOf(request, address, all);
  const secrets = entries.map(([name, secret]) => show(name, secret));
  return jsonResponse(200, { total_count: all.length, secrets }, headers);
}

/** Names: https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
function putSecret(
  store: SecretStore,
  name: string,
  body: unknown,
  now: number,
  readers: Readers,
): SandboxResponse {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return refuse(
      422,
      'Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_).',
    );
  }
  if (/^GITHUB_/i.test(name)) return refuse(422, 'Secret names must not start with GITHUB_.');
  const given = v.safeParse(secretBody, body);
  if (!given.success) return refuse(422, 'Invalid request.\n\nencrypted_value and key_id are required.');
  const { key_id: keyId, encrypted_value: box } = given.output;
  const value = keyId === store.keyId ? store.openBox(box) : undefined;
  // As in https://github.com/integrations/terraform-provider-github/issues/2315
  if (value === undefined) {
    return refuse(422, 'Bad request - validation failed due to an improperly encrypted secret');
  }
  if (Buffer.byteLength(value) > maxSecretBytes) return refuse(422, 'Secret values are limited to 48 KB.');
  const who = readers(body);
  if ('status' in who) return who;

  const key = name.toUpperCase();
  const existing = store.secrets.get(key);
  if (!existing && store.secrets.size >= store.limit) {
    return refuse(422, `You have reached the limit of ${store.limit} secrets.`);
  }
  const wholeSeconds = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  store.secrets.set(key, {
    value,
    createdAt: existing?.createdAt ?? wholeSeconds,
    updatedAt: wholeSeconds,
    ...who,
  });
  return existing ? emptyResponse(204) : jsonResponse(201, {});
}
