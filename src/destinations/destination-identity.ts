import type { DestinationSpec } from './spec.ts';
import type { GitHubSecretSpec } from './github/secret-kinds.ts';

/** What an identity depends on besides the destination itself. */
export interface IdentityContext {
  /** The host of GitHub's REST API. */
  readonly apiHost: string;
  /** The repository whose workflow runs. */
  readonly ownRepository: { readonly name: string; readonly id: string };
}

/**
 * Identifies a destination: the same in every run, and different for every other destination. Two destinations have the
 * same identity only if a write to one is a write to the other. The workflow's own repository is identified by its ID,
 * because it can be renamed; everything else by its name. Both GitHub and Key Vault ignore the case of these names.
 */
export function identifyDestination(spec: DestinationSpec, context: IdentityContext): readonly string[] {
  switch (spec.kind) {
    case 'key-vault-secret':
      return [spec.kind, lowerCase(new URL(spec.vault).host), lowerCase(spec.name)];
    // Both are gone after the job, so their names do not matter.
    case 'encrypted-file':
    case 'step-output':
      return [spec.kind];
    default:
      return [spec.kind, lowerCase(context.apiHost), ...identifyOwner(spec, context), lowerCase(spec.name)];
  }
}

function identifyOwner(spec: GitHubSecretSpec, { ownRepository }: IdentityContext): readonly string[] {
  if ('organization' in spec) return [lowerCase(spec.organization)];
  const name = lowerCase(`${spec.owner}/${spec.repository}`);
  const repository = name === lowerCase(ownRepository.name) ? `#${ownRepository.id}` : name;
  return 'environment' in spec ? [repository, lowerCase(spec.environment)] : [repository];
}

/** Changes ASCII letters only: services do not agree on the case of others. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
