import * as v from 'valibot';
import type { JobFolders } from '../runner/job-file.ts';
import type { Destination } from './destination.ts';
import { createEncryptedFile } from './encrypted-file.ts';
import { createGitHubSecret, type GitHubDependencies } from './github/secret.ts';
import { gitHubSecretSpec } from './github/secret-kinds.ts';
import { createKeyVaultSecret, type KeyVaultDependencies } from './key-vault/secret.ts';
import { createStepOutput } from './step-output.ts';

/** Which destination is meant, in plain data that the journal can keep. */
export const destinationSpec = v.variant('kind', [
  gitHubSecretSpec,
  v.object({ kind: v.literal('key-vault-secret'), vault: v.string(), name: v.string() }),
  v.object({ kind: v.literal('encrypted-file'), path: v.string(), recipients: v.array(v.string()) }),
  v.object({ kind: v.literal('step-output') }),
]);

export type DestinationSpec = v.InferOutput<typeof destinationSpec>;

/** What the destinations of a run share. */
interface DestinationDependencies {
  readonly gitHub: GitHubDependencies;
  readonly keyVault: KeyVaultDependencies;
  readonly folders: JobFolders;
  setOutput(name: string, value: string): void;
}

/** Creates the destination that a spec describes. */
export function createDestination(spec: DestinationSpec, dependencies: DestinationDependencies): Destination {
  switch (spec.kind) {
    case 'key-vault-secret':
      return createKeyVaultSecret(spec, dependencies.keyVault);
    case 'encrypted-file':
      return createEncryptedFile(spec, dependencies.folders);
    case 'step-output':
      return createStepOutput((name, value) => {
        dependencies.setOutput(name, value);
      });
    default:
      return createGitHubSecret(spec, dependencies.gitHub);
  }
}
