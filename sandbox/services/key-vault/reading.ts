import { badParameter, deletedSecretNotFound, forbidden, secretNotFound } from './errors.ts';
import type { DeletedSecret, KeyVault, Secret, SecretVersion } from './vault.ts';

type Entity = Record<string, unknown>;

const largestPage = 25;
const retentionDays = 90;
const daySeconds = 86_400;

/** https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret */
export function showSecret(vault: KeyVault, name: string, version: string | undefined): Entity {
  const secret = vault.secrets.get(name.toLowerCase());
  const found = secret?.versions.findLast((each) => version === undefined || each.version === version);
  if (!secret || !found) throw secretNotFound(version === undefined ? name : `${name}/${version}`);
  if (!found.enabled) throw forbidden('SecretDisabled', 'Operation get is not allowed on a disabled secret.');
  return bundle(vault, secret, found);
}

/** A version together with its value: the answer to reading it, and to writing it. */
export function bundle(vault: KeyVault, secret: Secret, version: SecretVersion): Entity {
  return { value: version.value, ...withoutValue(vault, secret, version) };
}

/**
 * The secrets of a vault, without values and versions; the disabled ones, too.
 * https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets
 */
export function listSecrets(vault: KeyVault, url: URL): Entity {
  return pageOf(url, [...vault.secrets.values()], (secret) => newestWithoutVersion(vault, secret));
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets/get-deleted-secrets/get-deleted-secrets */
export function listDeleted(vault: KeyVault, url: URL, now: number): Entity {
  const arrived = [...vault.deleted.values()].filter((each) => !vault.isDeleting(each, now));
  return pageOf(url, arrived, (deleted) => ({
    ...deletionOf(vault, deleted),
    ...newestWithoutVersion(vault, deleted),
  }));
}

/**
 * The versions of a secret, in no order that means anything, and without values. Of a secret that is not there: none.
 * https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret-versions/get-secret-versions
 */
export function listVersions(vault: KeyVault, name: string, url: URL): Entity {
  const secret = vault.secrets.get(name.toLowerCase());
  const all = secret?.versions.toSorted((one, other) => (one.version < other.version ? -1 : 1)) ?? [];
  return pageOf(url, all, (version) => (secret ? withoutValue(vault, secret, version) : {}));
}

function pageOf<T>(url: URL, all: readonly T[], show: (entry: T) => Entity): Entity {
  const size = Number(url.searchParams.get('maxresults') ?? largestPage);
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw badParameter(`Invalid maxresults: it must be between 1 and ${largestPage}.`);
  }
  const start = Number(Buffer.from(url.searchParams.get('$skiptoken') ?? '', 'base64url').toString() || 0);
  if (!Number.isInteger(start)) throw badParameter('Invalid $skiptoken.');
  return {
    value: all.slice(start, start + size).map(show),
    nextLink: start + size < all.length ? linkTo(url, start + size) : null,
  };
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets/get-deleted-secret/get-deleted-secret */
export function showDeleted(vault: KeyVault, name: string, now: number): Entity {
  const deleted = vault.deleted.get(name.toLowerCase());
  if (!deleted || vault.isDeleting(deleted, now)) {
    throw deletedSecretNotFound(name);
  }
  return deletedBundle(vault, deleted);
}

export function deletedBundle(vault: KeyVault, deleted: DeletedSecret): Entity {
  return { ...deletionOf(vault, deleted), ...withoutValue(vault, deleted, newestOf(deleted)) };
}

function deletionOf(vault: KeyVault, { name, deletedAt }: DeletedSecret): Entity {
  const deletedDate = Math.floor(deletedAt / 1000);
  return {
    recoveryId: `https://${vault.host}/deletedsecrets/${name}`,
    deletedDate,
    scheduledPurgeDate: deletedDate + retentionDays * daySeconds,
  };
}

export function newestOf({ versions }: Secret): SecretVersion {
  return versions.at(-1) ?? versions[0];
}

function newestWithoutVersion(vault: KeyVault, secret: Secret): Entity {
  return {
    ...withoutValue(vault, secret, newestOf(secret)),
    id: `https://${vault.host}/secrets/${secret.name}`,
  };
}

/** What was never given is not there at all. */
export function withoutValue(vault: KeyVault, secret: Secret, version: SecretVersion): Entity {
  const { contentType, tags, notBefore, expires, enabled, created, updated } = version;
  return {
    ...(contentType !== undefined && { contentType }),
    id: `https://${vault.host}/secrets/${secret.name}/${version.version}`,
    attributes: {
      enabled,
      ...(notBefore !== undefined && { nbf: notBefore }),
      ...(expires !== undefined && { exp: expires }),
      created,
      updated,
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: retentionDays,
    },
    ...(tags !== undefined && { tags }),
  };
}

function linkTo(url: URL, start: number): string {
  const next = new URL(url);
  next.searchParams.set('$skiptoken', Buffer.from(String(start)).toString('base64url'));
  return next.href;
}
