import type { JobFolders } from '../runner/job-file.ts';
import type { Destination } from './destination.ts';
import { createEncryptedFile } from './encrypted-file.ts';
import { createGitHubSecret, type GitHubDependencies } from './github/secret.ts';
import { createKeyVaultSecret, type KeyVaultDependencies } from './key-vault/secret.ts';
import type { DestinationSpec } from './spec.ts';
import { createStepOutput } from './step-output.ts';

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
