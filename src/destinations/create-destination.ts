import * as v from 'valibot';
import type { JobFolders } from '../runner/job-file.ts';
import type { Destination } from './destination.ts';
import { createEncryptedFile } from './encrypted-file.ts';
import { createGitHubSecret, type GitHubDependencies } from './github/secret.ts';
import { codespacesStore, dependabotStore, environmentStore, repositoryStore } from './github/stores.ts';
import { createKeyVaultSecret, type KeyVaultDependencies } from './key-vault/secret.ts';
import { createOrganizationSecret, visibilities } from './github/organization-secret.ts';
import { createStepOutput } from './step-output.ts';

const inRepository = { owner: v.string(), repository: v.string(), name: v.string() };

/** Which destination is meant, in plain data that the journal can keep. */
export const destinationSpec = v.variant('kind', [
  v.object({ kind: v.literal('repository-secret'), ...inRepository }),
  v.object({ kind: v.literal('environment-secret'), ...inRepository, environment: v.string() }),
  v.object({
    kind: v.literal('organization-secret'),
    organization: v.string(),
    name: v.string(),
    visibility: v.optional(v.picklist(visibilities)),
    selectedRepositoryIds: v.optional(v.array(v.number())),
  }),
  v.object({ kind: v.literal('dependabot-secret'), ...inRepository }),
  v.object({ kind: v.literal('codespaces-secret'), ...inRepository }),
  v.object({ kind: v.literal('key-vault-secret'), vault: v.string(), name: v.string() }),
  v.object({ kind: v.literal('encrypted-file'), path: v.string(), recipients: v.array(v.string()) }),
  v.object({ kind: v.literal('step-output') }),
]);

export type DestinationSpec = v.InferOutput<typeof destinationSpec>;

/** What the destinations are reached through. */
interface DestinationDependencies {
  readonly gitHub: GitHubDependencies;
  readonly keyVault: KeyVaultDependencies;
  readonly folders: JobFolders;
  setOutput(name: string, value: string): void;
}

/** The destination that is meant. */
export function createDestination(spec: DestinationSpec, dependencies: DestinationDependencies): Destination {
  switch (spec.kind) {
    case 'repository-secret':
      return createGitHubSecret(repositoryStore(spec), spec.name, dependencies.gitHub);
    case 'environment-secret':
      return createGitHubSecret(environmentStore(spec), spec.name, dependencies.gitHub);
    case 'organization-secret':
      return createOrganizationSecret(spec, dependencies.gitHub);
    case 'dependabot-secret':
      return createGitHubSecret(dependabotStore(spec), spec.name, dependencies.gitHub);
    case 'codespaces-secret':
      return createGitHubSecret(codespacesStore(spec), spec.name, dependencies.gitHub);
    case 'key-vault-secret':
      return createKeyVaultSecret(spec, dependencies.keyVault);
    case 'encrypted-file':
      return createEncryptedFile(spec, dependencies.folders);
    case 'step-output':
      return createStepOutput((name, value) => {
        dependencies.setOutput(name, value);
      });
  }
}
