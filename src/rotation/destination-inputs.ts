import { flawInRecipient } from '../destinations/age-recipients.ts';
import type { DestinationSpec } from '../destinations/create-destination.ts';
import { visibilities } from '../destinations/github/organization-secret.ts';
import { flawInSecretName } from '../destinations/github/secret-name.ts';
import {
  isVaultHost,
  organizationPattern,
  repositoryPattern,
  vaultSecretPattern,
} from '../destinations/spec.ts';
import type { Cloud } from '../azure/cloud.ts';
import { Unfit, type InputReader } from '../runner/input-reader.ts';
import { line, listOf, yesOrNo } from '../runner/input-values.ts';

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
  const inRepository = reader.required('repository', repositoryOf);
  const secrets = [
    ...gitHubSecrets(reader, inRepository, apiUrl),
    ...environmentSecret(reader, inRepository),
    ...organizationSecret(reader, inRepository?.owner),
  ];
  const asked = inGitHub.filter((name) => reader.text(name) !== '');
  if (asked.length > 0 && reader.text('github-token') === '') {
    const names = asked.map((name) => `\`${name}\``).join(', ');
    reader.object(
      `\`github-token\` is required with ${names}: a fine-grained token or GitHub App token that may write secrets. The GITHUB_TOKEN of the job never can.`,
    );
  }
  const vaultSecret = reader.optional('key-vault-secret', (text) => vaultSecretOf(text, cloud));
  const stepOutput = reader.required('step-output', yesOrNo);
  if (
    [...inGitHub, 'key-vault-secret', 'encrypted-file'].every((name) => reader.text(name) === '') &&
    stepOutput === false
  ) {
    reader.object('No destination is named: set `repository-secret` or another one, or `step-output: true`.');
  }
  return [
    ...secrets,
    ...(vaultSecret === undefined ? [] : [{ kind: 'key-vault-secret' as const, ...vaultSecret }]),
    ...encryptedFile(reader),
    ...(stepOutput === true ? [{ kind: 'step-output' as const }] : []),
  ];
}

/** The inputs that each name a secret of GitHub's. */
const inGitHub = [
  'repository-secret',
  'environment-secret',
  'organization-secret',
  'dependabot-secret',
  'codespaces-secret',
];

interface Repository {
  readonly owner: string;
  readonly repository: string;
}

function gitHubSecrets(
  reader: InputReader,
  repository: Repository | undefined,
  apiUrl: string,
): readonly DestinationSpec[] {
  if (reader.text('codespaces-secret') !== '' && !hasCodespaces(apiUrl)) {
    reader.object('`codespaces-secret` cannot be used: a GitHub Enterprise Server has no Codespaces.');
  }
  return (['repository-secret', 'dependabot-secret', 'codespaces-secret'] as const).flatMap((kind) => {
    const name = reader.optional(kind, secretNameOf);
    return name === undefined || repository === undefined ? [] : [{ kind, ...repository, name }];
  });
}

function environmentSecret(
  reader: InputReader,
  repository: Repository | undefined,
): readonly DestinationSpec[] {
  const name = reader.optional('environment-secret', secretNameOf);
  const environment = reader.optional('environment', line);
  if (reader.text('environment-secret') !== '' && reader.text('environment') === '') {
    reader.object('`environment` is required with `environment-secret`.');
  }
  if (reader.text('environment') !== '' && reader.text('environment-secret') === '') {
    reader.object('`environment-secret` is required with `environment`.');
  }
  if (name === undefined || environment === undefined || repository === undefined) return [];
  return [{ kind: 'environment-secret', ...repository, environment, name }];
}

function organizationSecret(reader: InputReader, owner: string | undefined): readonly DestinationSpec[] {
  const name = reader.optional('organization-secret', secretNameOf);
  const organization = reader.optional('organization', organizationOf) ?? owner;
  const visibility = reader.optional('organization-secret-visibility', visibilityOf);
  const selectedRepositoryIds = reader.optional('selected-repository-ids', idsOf);
  for (const input of ['organization', 'organization-secret-visibility', 'selected-repository-ids']) {
    if (reader.text(input) !== '' && reader.text('organization-secret') === '') {
      reader.object(`\`organization-secret\` is required with \`${input}\`.`);
    }
  }
  if (selectedRepositoryIds !== undefined && visibility !== undefined && visibility !== 'selected') {
    reader.object('`selected-repository-ids` goes only with `organization-secret-visibility: selected`.');
  }
  if (name === undefined || organization === undefined) return [];
  return [{ kind: 'organization-secret', organization, name, visibility, selectedRepositoryIds }];
}

function encryptedFile(reader: InputReader): readonly DestinationSpec[] {
  const path = reader.optional('encrypted-file', line);
  const recipients = reader.optional('encrypt-to', recipientsOf);
  if (reader.text('encrypted-file') !== '' && reader.text('encrypt-to') === '') {
    reader.object('`encrypt-to` is required with `encrypted-file`: age recipients (age1…), one a line.');
  }
  if (reader.text('encrypt-to') !== '' && reader.text('encrypted-file') === '') {
    reader.object('`encrypted-file` is required with `encrypt-to`.');
  }
  return path === undefined || recipients === undefined ? [] : [{ kind: 'encrypted-file', path, recipients }];
}

function secretNameOf(text: string): string {
  const flaw = flawInSecretName(text);
  if (flaw !== undefined) throw new Unfit(flaw);
  return text;
}

function repositoryOf(text: string): Repository {
  const [, owner, repository] = repositoryPattern.exec(text) ?? [];
  if (owner === undefined || repository === undefined) throw new Unfit('must have the form owner/name');
  return { owner, repository };
}

function organizationOf(text: string): string {
  if (!organizationPattern.test(text))
    throw new Unfit('must be the name of an organization, as its address has it');
  return text;
}

function visibilityOf(text: string): (typeof visibilities)[number] {
  const visibility = visibilities.find((one) => one === text);
  if (visibility === undefined) throw new Unfit(`must be one of ${visibilities.join(', ')}`);
  return visibility;
}

function idsOf(text: string): number[] {
  const parts = listOf(text);
  if (!parts.every((part) => /^[1-9]\d{0,14}$/.test(part))) {
    throw new Unfit('must be numbers of repositories, one a line or with commas between');
  }
  return parts.map(Number);
}

function vaultSecretOf(text: string, cloud: Cloud | undefined): { vault: string; name: string } {
  const [, vault, host, name] = vaultSecretPattern.exec(text) ?? [];
  if (vault === undefined || host === undefined || name === undefined) {
    throw new Unfit('must have the form https://VAULT.vault.azure.net/secrets/NAME, without a version');
  }
  if (cloud !== undefined && !isVaultHost(host, cloud.vaultSuffix)) {
    throw new Unfit(`names no vault of the cloud \`${cloud.name}\`: those end in .${cloud.vaultSuffix}`);
  }
  return { vault: vault.toLowerCase(), name };
}

/** Recipients are told by their line: who put a private key there by mistake does not want it printed. */
function recipientsOf(text: string): string[] {
  const lines = text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const flaws = lines.flatMap((one, index) => {
    const flaw = flawInRecipient(one);
    return flaw === undefined ? [] : [`line ${index + 1} ${flaw}`];
  });
  if (flaws.length > 0) throw new Unfit(`cannot be used: ${flaws.join('; ')}`);
  return lines;
}
