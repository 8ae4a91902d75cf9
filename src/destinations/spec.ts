import { validateRecipient } from './age-recipients.ts';
import type { DestinationSpec } from './create-destination.ts';
import { validateSecretName } from './github/secret-name.ts';

/** Owner and name of a repository, as the input `repository` takes them. */
export const repositoryPattern = /^([\w-]+)\/([\w.-]+)$/;

/** The name of an organization, as its address has it. */
export const organizationPattern = /^[\w-]+$/;

/** Vault, its host and the name of a secret in it. Source: Microsoft's "Azure Key Vault object identifiers". */
export const vaultSecretPattern =
  /^(https:\/\/([a-z][a-z0-9-]{1,22}[a-z0-9]\.[a-z.]+))\/secrets\/([a-z0-9-]{1,127})\/?$/i;

/** Whether the host of a vault is one of the cloud whose vaults end in that suffix. */
export function isVaultHost(host: string, vaultSuffix: string): boolean {
  return host.toLowerCase().endsWith(`.${vaultSuffix}`);
}

/** Whether a destination obeys the rules that the inputs obey: a token or a value must go nowhere else. */
export function isValidSpec(spec: DestinationSpec, vaultSuffix: string): boolean {
  switch (spec.kind) {
    case 'repository-secret':
    case 'dependabot-secret':
    case 'codespaces-secret':
      return isSecretName(spec.name) && isRepository(spec);
    case 'environment-secret':
      return isSecretName(spec.name) && isRepository(spec) && isLine(spec.environment);
    case 'organization-secret':
      return isSecretName(spec.name) && organizationPattern.test(spec.organization);
    case 'key-vault-secret': {
      const [, vault, host] = vaultSecretPattern.exec(`${spec.vault}/secrets/${spec.name}`) ?? [];
      return vault === spec.vault && host !== undefined && isVaultHost(host, vaultSuffix);
    }
    case 'encrypted-file':
      return isLine(spec.path) && spec.recipients.every((one) => validateRecipient(one) === undefined);
    case 'step-output':
      return true;
  }
}

function isSecretName(name: string): boolean {
  return name !== '' && validateSecretName(name) === undefined;
}

function isRepository({
  owner,
  repository,
}: {
  readonly owner: string;
  readonly repository: string;
}): boolean {
  return repositoryPattern.test(`${owner}/${repository}`);
}

/** Whether a text is one line, with something in it. */
function isLine(text: string): boolean {
  return text !== '' && !/\p{Cc}/u.test(text);
}
