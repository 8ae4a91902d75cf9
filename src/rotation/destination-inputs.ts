import { validateRecipient } from '../destinations/age-recipients.ts';
import type { DestinationSpec } from '../destinations/create-destination.ts';
import {
  gitHubSecretKinds,
  repositorySecretKinds,
  visibilities,
} from '../destinations/github/secret-kinds.ts';
import { validateSecretName } from '../destinations/github/secret-name.ts';
import {
  isVaultHost,
  organizationPattern,
  repositoryPattern,
  vaultSecretPattern,
} from '../destinations/spec.ts';
import type { Cloud } from '../azure/cloud.ts';
import { InvalidInputError, type InputReader } from '../runner/input-reader.ts';
import { parseLine, splitList, parseBoolean } from '../runner/input-values.ts';

/** Whether a server of GitHub has codespaces: only an Enterprise Server's REST API lies below a path. */
const hasCodespaces = (apiUrl: string): boolean => new URL(apiUrl).pathname === '/';

/**
 * Reads where the value goes; what is wrong with that is told to the reader.
 *
 * @param cloud undefined when that input is wrong
 * @param apiUrl GitHub's REST API
 */
export function readDestinations(
  reader: InputReader,
  cloud: Cloud | undefined,
  apiUrl: string,
): readonly DestinationSpec[] {
  const inRepository = reader.required('repository', parseRepository);
  const secrets = [
    ...readGitHubSecrets(reader, inRepository, apiUrl),
    ...readEnvironmentSecret(reader, inRepository),
    ...readOrganizationSecret(reader, inRepository?.owner),
  ];
  const asked = gitHubSecretKinds.filter((name) => reader.text(name) !== '');
  if (asked.length > 0 && reader.text('github-token') === '') {
    const names = asked.map((name) => `\`${name}\``).join(', ');
    reader.addProblem(
      `\`github-token\` is required with ${names}: a fine-grained token or GitHub App token that may write secrets. The GITHUB_TOKEN of the job never can.`,
    );
  }
  const vaultSecret = reader.optional('key-vault-secret', (text) => parseVaultSecret(text, cloud));
  const stepOutput = reader.required('step-output', parseBoolean);
  if (
    [...gitHubSecretKinds, 'key-vault-secret', 'encrypted-file'].every((name) => reader.text(name) === '') &&
    stepOutput === false
  ) {
    reader.addProblem(
      'No destination is named: set `repository-secret` or another one, or `step-output: true`.',
    );
  }
  return [
    ...secrets,
    ...(vaultSecret === undefined ? [] : [{ kind: 'key-vault-secret' as const, ...vaultSecret }]),
    ...readEncryptedFile(reader),
    ...(stepOutput === true ? [{ kind: 'step-output' as const }] : []),
  ];
}

interface Repository {
  readonly owner: string;
  readonly repository: string;
}

function readGitHubSecrets(
  reader: InputReader,
  repository: Repository | undefined,
  apiUrl: string,
): readonly DestinationSpec[] {
  if (reader.text('codespaces-secret') !== '' && !hasCodespaces(apiUrl)) {
    reader.addProblem('`codespaces-secret` cannot be used: a GitHub Enterprise Server has no Codespaces.');
  }
  return repositorySecretKinds.flatMap((kind) => {
    const name = reader.optional(kind, parseSecretName);
    return name === undefined || repository === undefined ? [] : [{ kind, ...repository, name }];
  });
}

function readEnvironmentSecret(
  reader: InputReader,
  repository: Repository | undefined,
): readonly DestinationSpec[] {
  const name = reader.optional('environment-secret', parseSecretName);
  const environment = reader.optional('environment', parseLine);
  if (reader.text('environment-secret') !== '' && reader.text('environment') === '') {
    reader.addProblem('`environment` is required with `environment-secret`.');
  }
  if (reader.text('environment') !== '' && reader.text('environment-secret') === '') {
    reader.addProblem('`environment-secret` is required with `environment`.');
  }
  if (name === undefined || environment === undefined || repository === undefined) return [];
  return [{ kind: 'environment-secret', ...repository, environment, name }];
}

function readOrganizationSecret(reader: InputReader, owner: string | undefined): readonly DestinationSpec[] {
  const name = reader.optional('organization-secret', parseSecretName);
  const organization = reader.optional('organization', parseOrganization) ?? owner;
  const visibility = reader.optional('organization-secret-visibility', parseVisibility);
  const selectedRepositoryIds = reader.optional('selected-repository-ids', parseRepositoryIds);
  for (const input of ['organization', 'organization-secret-visibility', 'selected-repository-ids']) {
    if (reader.text(input) !== '' && reader.text('organization-secret') === '') {
      reader.addProblem(`\`organization-secret\` is required with \`${input}\`.`);
    }
  }
  if (selectedRepositoryIds !== undefined && visibility !== undefined && visibility !== 'selected') {
    reader.addProblem('`selected-repository-ids` goes only with `organization-secret-visibility: selected`.');
  }
  if (name === undefined || organization === undefined) return [];
  return [{ kind: 'organization-secret', organization, name, visibility, selectedRepositoryIds }];
}

function readEncryptedFile(reader: InputReader): readonly DestinationSpec[] {
  const path = reader.optional('encrypted-file', parseLine);
  const recipients = reader.optional('encrypt-to', parseRecipients);
  if (reader.text('encrypted-file') !== '' && reader.text('encrypt-to') === '') {
    reader.addProblem('`encrypt-to` is required with `encrypted-file`: age recipients (age1…), one a line.');
  }
  if (reader.text('encrypt-to') !== '' && reader.text('encrypted-file') === '') {
    reader.addProblem('`encrypted-file` is required with `encrypt-to`.');
  }
  return path === undefined || recipients === undefined ? [] : [{ kind: 'encrypted-file', path, recipients }];
}

function parseSecretName(text: string): string {
  const flaw = validateSecretName(text);
  if (flaw !== undefined) throw new InvalidInputError(flaw);
  return text;
}

function parseRepository(text: string): Repository {
  const [, owner, repository] = repositoryPattern.exec(text) ?? [];
  if (owner === undefined || repository === undefined)
    throw new InvalidInputError('must have the form owner/name');
  return { owner, repository };
}

function parseOrganization(text: string): string {
  if (!organizationPattern.test(text))
    throw new InvalidInputError('must be the name of an organization, as its address has it');
  return text;
}

function parseVisibility(text: string): (typeof visibilities)[number] {
  const visibility = visibilities.find((one) => one === text);
  if (visibility === undefined) throw new InvalidInputError(`must be one of ${visibilities.join(', ')}`);
  return visibility;
}

function parseRepositoryIds(text: string): number[] {
  const parts = splitList(text);
  if (!parts.every((part) => /^[1-9]\d{0,14}$/.test(part))) {
    throw new InvalidInputError('must be numbers of repositories, one a line or with commas between');
  }
  return parts.map(Number);
}

function parseVaultSecret(text: string, cloud: Cloud | undefined): { vault: string; name: string } {
  const [, vault, host, name] = vaultSecretPattern.exec(text) ?? [];
  if (vault === undefined || host === undefined || name === undefined) {
    throw new InvalidInputError(
      'must have the form https://VAULT.vault.azure.net/secrets/NAME, without a version',
    );
  }
  if (cloud !== undefined && !isVaultHost(host, cloud.vaultSuffix)) {
    throw new InvalidInputError(
      `names no vault of the cloud \`${cloud.name}\`: those end in .${cloud.vaultSuffix}`,
    );
  }
  return { vault: vault.toLowerCase(), name };
}

/** Recipients are told by their line: who put a private key there by mistake does not want it printed. */
function parseRecipients(text: string): string[] {
  const lines = text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const flaws = lines.flatMap((one, index) => {
    const flaw = validateRecipient(one);
    return flaw === undefined ? [] : [`line ${index + 1} ${flaw}`];
  });
  if (flaws.length > 0) throw new InvalidInputError(`cannot be used: ${flaws.join('; ')}`);
  return lines;
}
