import { badParameter, forbidden, secretNotFound, VaultError } from './errors.ts';
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
 * The versions of a secret, in no order that means anything, and without values. Of a secret that is not there: none.
 * https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret-versions/get-secret-versions
 */
export function listVersions(vault: KeyVault, name: string, url: URL): Entity {
  const size = Number(url.searchParams.get('maxresults') ?? largestPage);
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw badParameter(`Invalid maxresults: it must be between 1 and ${largestPage}.`);
  }
  const start = Number(Buffer.from(url.searchParams.get('$skiptoken') ?? '', 'base64url').toString() || 0);
  if (!Number.isInteger(start)) throw badParameter('Invalid $skiptoken.');
  const secret = vault.secrets.get(name.toLowerCase());
  if (!secret) return { value: [], nextLink: null };
  const all = secret.versions.toSorted((one, other) => (one.version < other.version ? -1 : 1));
  return {
    value: all.slice(start, start + size).map((each) => withoutValue(vault, secret, each)),
    nextLink: start + size < all.length ? linkTo(url, start + size) : null,
  };
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets/get-deleted-secret/get-deleted-secret */
export function showDeleted(vault: KeyVault, name: string, now: number): Entity {
  const deleted = vault.deleted.get(name.toLowerCase());
  if (!deleted || vault.isDeleting(deleted, now)) {
    throw new VaultError(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);
  }
  return deletedBundle(vault, deleted);
}

export function deletedBundle(vault: KeyVault, deleted: DeletedSecret): Entity {
  const deletedDate = Math.floor(deleted.deletedAt / 1000);
  return {
    recoveryId: `https://${vault.host}/deletedsecrets/${deleted.name}`,
    deletedDate,
    scheduledPurgeDate: deletedDate + retentionDays * daySeconds,
    ...withoutValue(vault, deleted, deleted.versions.at(-1) ?? deleted.versions[0]),
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
