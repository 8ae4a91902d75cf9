import * as v from 'valibot';
import { badParameter, conflict, deletedSecretNotFound, forbidden, secretNotFound } from './errors.ts';
import { bundle, deletedBundle, newestOf, withoutValue } from './reading.ts';
import type { KeyVault } from './vault.ts';

const seconds = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)));
/**
 * Limits: https://learn.microsoft.com/azure/key-vault/secrets/about-secrets
 * Of a tag's name and value some pages say 256 characters, others 512: here they have to do with the smaller number.
 */
const maxValueBytes = 25 * 1024;
const maxTags = 15;
const tagText = v.pipe(v.string(), v.maxLength(256));
const changeable = {
  contentType: v.nullish(v.pipe(v.string(), v.maxLength(255))),
  tags: v.nullish(v.record(tagText, tagText)),
  attributes: v.nullish(v.strictObject({ enabled: v.nullish(v.boolean()), nbf: seconds, exp: seconds })),
};
const setBody = v.strictObject({ value: v.string(), ...changeable });
const updateBody = v.strictObject(changeable);

/** https://learn.microsoft.com/rest/api/keyvault/secrets/set-secret/set-secret */
export function setSecret(
  vault: KeyVault,
  name: string,
  body: unknown,
  now: number,
): Record<string, unknown> {
  const given = v.safeParse(setBody, body);
  if (!given.success) throw badParameter(`Invalid request body: ${problems(given.issues)}`);
  const { value, tags } = given.output;
  if (Buffer.byteLength(value) > maxValueBytes) throw badParameter('The secret value is too long: 25 KB.');
  checkTags(tags);
  checkName(vault, name, now);
  const added = vault.set(name, given.output, now);
  return bundle(vault, { name, versions: [added] }, added);
}

/**
 * Changes what is beside the value of a version: of the newest one, where none is given.
 * https://learn.microsoft.com/rest/api/keyvault/secrets/update-secret/update-secret
 */
export function updateSecret(
  vault: KeyVault,
  name: string,
  version: string | undefined,
  body: unknown,
  now: number,
): Record<string, unknown> {
  const given = v.safeParse(updateBody, body);
  if (!given.success) throw badParameter(`Invalid request body: ${problems(given.issues)}`);
  checkTags(given.output.tags);
  const updated = vault.update(name, version ?? vault.secret(name)?.version ?? '', given.output, now);
  if (!updated) throw secretNotFound(version === undefined ? name : `${name}/${version}`);
  return withoutValue(vault, { name, versions: [updated] }, updated);
}

function checkTags(tags: Readonly<Record<string, string>> | null | undefined): void {
  if (Object.keys(tags ?? {}).length > maxTags) throw badParameter(`There are more than ${maxTags} tags.`);
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets/delete-secret/delete-secret */
export function deleteSecret(vault: KeyVault, name: string, now: number): Record<string, unknown> {
  const deleted = vault.delete(name, now);
  if (!deleted) throw secretNotFound(name);
  return deletedBundle(vault, deleted);
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets/recover-deleted-secret/recover-deleted-secret */
export function recoverSecret(vault: KeyVault, name: string, now: number): Record<string, unknown> {
  const deleted = vault.deleted.get(name.toLowerCase());
  if (!deleted || vault.isDeleting(deleted, now)) throw deletedSecretNotFound(name);
  vault.recover(name, now);
  return withoutValue(vault, deleted, newestOf(deleted));
}

/** https://learn.microsoft.com/rest/api/keyvault/secrets/purge-deleted-secret/purge-deleted-secret */
export function purgeSecret(vault: KeyVault, name: string, now: number): void {
  const deleted = vault.deleted.get(name.toLowerCase());
  if (!deleted || vault.isDeleting(deleted, now)) throw deletedSecretNotFound(name);
  vault.deleted.delete(name.toLowerCase());
}

/** Soft delete holds on to a name. https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview */
function checkName(vault: KeyVault, name: string, now: number): void {
  if (vault.certificates.has(name.toLowerCase())) {
    throw forbidden(
      'SecretManagedByKeyVault',
      'Operation "set" is not allowed on this secret, since it is associated with a certificate. Perform the operation on the corresponding certificate. For more information refer to https://docs.microsoft.com/en-us/azure/key-vault/certificates/about-certificates#composition-of-a-certificate',
    );
  }
  if (vault.isRecovering(name, now)) {
    throw conflict(
      'ObjectIsBeingRecovered',
      `Secret ${name} is currently being recovered and cannot be re-created; retry later.`,
    );
  }
  const deleted = vault.deleted.get(name.toLowerCase());
  if (!deleted) return;
  if (vault.isDeleting(deleted, now)) {
    throw conflict('ObjectIsBeingDeleted', `Secret ${name} is currently being deleted; retry later.`);
  }
  throw conflict(
    'ObjectIsDeletedButRecoverable',
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
  );
}

/** Never what was received: it may be a secret. */
function problems(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .map((each) => `${v.getDotPath(each) ?? 'the body'} is not ${each.expected ?? 'allowed'}`)
    .join('; ');
}
