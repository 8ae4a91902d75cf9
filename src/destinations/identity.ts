import type { DestinationSpec } from './create-destination.ts';

/** Where the workflow runs, as far as the names of its destinations depend on it. */
export interface IdentityContext {
  /** The host of GitHub's REST API. */
  readonly apiHost: string;
  /** The repository whose workflow runs. */
  readonly ownRepository: { readonly name: string; readonly id: string };
}

/**
 * Names the same destination in every run, and no other: two destinations have the same identity only if a write to one
 * is a write to the other. The own repository goes by its ID, since its name may change; all else goes by name.
 * GitHub ignores the case of names of owners, repositories, organizations, environments and secrets; so does Key Vault.
 */
export function identifyDestination(
  spec: DestinationSpec,
  { apiHost, ownRepository }: IdentityContext,
): readonly string[] {
  const repositoryOf = ({ owner, repository }: { owner: string; repository: string }): string => {
    const name = lowerCase(`${owner}/${repository}`);
    return name === lowerCase(ownRepository.name) ? `#${ownRepository.id}` : name;
  };
  const host = lowerCase(apiHost);
  switch (spec.kind) {
    case 'repository-secret':
    case 'dependabot-secret':
    case 'codespaces-secret':
      return [spec.kind, host, repositoryOf(spec), lowerCase(spec.name)];
    case 'environment-secret':
      return [spec.kind, host, repositoryOf(spec), lowerCase(spec.environment), lowerCase(spec.name)];
    case 'organization-secret':
      return [spec.kind, host, lowerCase(spec.organization), lowerCase(spec.name)];
    case 'key-vault-secret':
      return [spec.kind, lowerCase(new URL(spec.vault).host), lowerCase(spec.name)];
    // It is gone with the job, so what it is called does not matter.
    case 'encrypted-file':
    case 'step-output':
      return [spec.kind];
  }
}

/** Of ASCII letters only: services do not agree on the others. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
