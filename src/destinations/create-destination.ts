import * as v from 'valibot';
import type { JobFolders } from '../runner/job-file.ts';
import type { Destination } from './destination.ts';
import { encryptedFile } from './encrypted-file.ts';
import { gitHubSecret, type GitHubEdges } from './github/secret.ts';
import { codespacesStore, dependabotStore, environmentStore, repositoryStore } from './github/stores.ts';
import { keyVaultSecret, type KeyVaultEdges } from './key-vault/secret.ts';
import { organizationSecret, visibilities } from './github/organization-secret.ts';
import { stepOutput } from './step-output.ts';

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
interface Edges {
  readonly gitHub: GitHubEdges;
  readonly keyVault: KeyVaultEdges;
  readonly folders: JobFolders;
  setOutput(name: string, value: string): void;
}

/** The destination that is meant. */
export function openDestination(spec: DestinationSpec, edges: Edges): Destination {
  switch (spec.kind) {
    case 'repository-secret':
      return gitHubSecret(repositoryStore(spec), spec.name, edges.gitHub);
    case 'environment-secret':
      return gitHubSecret(environmentStore(spec), spec.name, edges.gitHub);
    case 'organization-secret':
      return organizationSecret(spec, edges.gitHub);
    case 'dependabot-secret':
      return gitHubSecret(dependabotStore(spec), spec.name, edges.gitHub);
    case 'codespaces-secret':
      return gitHubSecret(codespacesStore(spec), spec.name, edges.gitHub);
    case 'key-vault-secret':
      return keyVaultSecret(spec, edges.keyVault);
    case 'encrypted-file':
      return encryptedFile(spec, edges.folders);
    case 'step-output':
      return stepOutput((name, value) => {
        edges.setOutput(name, value);
      });
  }
}
