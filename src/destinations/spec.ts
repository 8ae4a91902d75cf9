import * as v from 'valibot';
import { validateRecipient } from './age-recipients.ts';
import { gitHubSecretSpec, type GitHubSecretSpec } from './github/secret-kinds.ts';
import { validateSecretName } from './github/secret-name.ts';

/** Which destination is meant, in plain data that the journal can keep. */
export const destinationSpec = v.variant('kind', [
  gitHubSecretSpec,
  v.object({
    kind: v.literal('key-vault-secret'),
    /** `https://VAULT.vault.azure.net`, or the same in another cloud. */
    vault: v.string(),
    name: v.string(),
  }),
  v.object({
    kind: v.literal('encrypted-file'),
    /** As in the workflow: relative to the workspace, or absolute. */
    path: v.string(),
    /** age recipients: `age1…`. */
    recipients: v.array(v.string()),
  }),
  v.object({ kind: v.literal('step-output') }),
]);

export type DestinationSpec = v.InferOutput<typeof destinationSpec>;

/** Owner and name of a repository, as in the input `repository`. */
export const repositoryPattern = /^([\w-]+)\/(?!\.\.?$)([\w.-]+)$/;

/** The name of an organization, as in its URL. */
export const organizationPattern = /^[\w-]+$/;

/** Whether a text has a meaning of its own in the path of a URL: a request for it would go to another address. */
export function isDotSegment(text: string): boolean {
  return text === '.' || text === '..';
}

/** A vault, its host, and the name of a secret in it. Source: Microsoft's "Azure Key Vault object identifiers". */
export const vaultSecretPattern =
  /^(https:\/\/([a-z][a-z0-9-]{1,22}[a-z0-9]\.[a-z.]+))\/secrets\/([a-z0-9-]{1,127})\/?$/i;

/** @param vaultSuffix what the hosts of all vaults of the cloud end in */
export function isVaultHost(host: string, vaultSuffix: string): boolean {
  return host.toLowerCase().endsWith(`.${vaultSuffix}`);
}

/**
 * Whether a spec from the journal obeys the rules for the inputs. Otherwise a forged journal could send a token or a value
 * to another host.
 */
export function isValidSpec(spec: DestinationSpec, vaultSuffix: string): boolean {
  switch (spec.kind) {
    case 'key-vault-secret': {
      const [, vault, host] = vaultSecretPattern.exec(`${spec.vault}/secrets/${spec.name}`) ?? [];
      return vault === spec.vault && host !== undefined && isVaultHost(host, vaultSuffix);
    }
    case 'encrypted-file':
      return (
        isSingleLine(spec.path) &&
        spec.recipients.every((recipient) => validateRecipient(recipient) === undefined)
      );
    case 'step-output':
      return true;
    default:
      return isSecretName(spec.name) && hasValidOwner(spec);
  }
}

function hasValidOwner(spec: GitHubSecretSpec): boolean {
  if ('organization' in spec) return organizationPattern.test(spec.organization);
  if ('environment' in spec && (!isSingleLine(spec.environment) || isDotSegment(spec.environment)))
    return false;
  return repositoryPattern.test(`${spec.owner}/${spec.repository}`);
}

function isSecretName(name: string): boolean {
  return name !== '' && validateSecretName(name) === undefined;
}

/** Whether a text is one line, and not empty. */
function isSingleLine(text: string): boolean {
  return text !== '' && !/\p{Cc}/u.test(text);
}
