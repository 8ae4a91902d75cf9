/** Where GitHub keeps secrets, each with a public key and an address of its own. Source: GitHub's REST reference, "Secrets". */
export interface SecretStore {
  /** What a secret in it is called, before its name: `environment secret`. */
  readonly kind: string;
  /** Whose secrets they are, for people: `acme/ops`, `environment "Live" of acme/ops`. */
  readonly owner: string;
  /** What GitHub says is not there when it answers 404. */
  readonly scope: Scope;
  /** The route up to `/secrets`, and what fills it in. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The permission that writing takes, as GitHub's settings name it. */
  readonly permission: string;
  /** The page of GitHub's settings that lists the secrets, below the server's address. */
  readonly page: string;
}

export type Scope = 'repository' | 'environment' | 'organization';

interface Repository {
  readonly owner: string;
  readonly repository: string;
}

/** The secrets of GitHub Actions in a repository. */
export function repositoryStore({ owner, repository }: Repository): SecretStore {
  return {
    kind: 'repository secret',
    owner: `${owner}/${repository}`,
    scope: 'repository',
    path: '/repos/{owner}/{repo}/actions/secrets',
    parameters: { owner, repo: repository },
    permission: '"Secrets": write',
    page: `${owner}/${repository}/settings/secrets/actions`,
  };
}

/** The secrets of one environment of a repository. */
export function environmentStore({
  owner,
  repository,
  environment,
}: Repository & { readonly environment: string }): SecretStore {
  return {
    kind: 'environment secret',
    owner: `environment "${environment}" of ${owner}/${repository}`,
    scope: 'environment',
    path: '/repos/{owner}/{repo}/environments/{environment}/secrets',
    parameters: { owner, repo: repository, environment },
    permission: '"Environments": write',
    page: `${owner}/${repository}/settings/environments`,
  };
}

/** The secrets that Dependabot's own runs can read. */
export function dependabotStore({ owner, repository }: Repository): SecretStore {
  return {
    kind: 'Dependabot secret',
    owner: `${owner}/${repository}`,
    scope: 'repository',
    path: '/repos/{owner}/{repo}/dependabot/secrets',
    parameters: { owner, repo: repository },
    permission: '"Dependabot secrets": write',
    page: `${owner}/${repository}/settings/secrets/dependabot`,
  };
}

/** The secrets that codespaces of a repository can read. */
export function codespacesStore({ owner, repository }: Repository): SecretStore {
  return {
    kind: 'Codespaces secret',
    owner: `${owner}/${repository}`,
    scope: 'repository',
    path: '/repos/{owner}/{repo}/codespaces/secrets',
    parameters: { owner, repo: repository },
    permission: '"Codespaces secrets": write',
    page: `${owner}/${repository}/settings/secrets/codespaces`,
  };
}

/** The secrets of GitHub Actions in an organization. */
export function organizationStore(organization: string): SecretStore {
  return {
    kind: 'organization secret',
    owner: organization,
    scope: 'organization',
    path: '/orgs/{org}/actions/secrets',
    parameters: { org: organization },
    permission: '"Secrets": write of the organization',
    page: `organizations/${organization}/settings/secrets/actions`,
  };
}
