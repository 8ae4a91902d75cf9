import * as v from 'valibot';

/** Which repositories can read an organization secret. */
export const visibilities = ['all', 'private', 'selected'] as const;

/** The kinds of secrets that belong to a repository as a whole, named after their inputs. */
export const repositorySecretKinds = ['repository-secret', 'dependabot-secret', 'codespaces-secret'] as const;

const inRepository = { owner: v.string(), repository: v.string(), name: v.string() };

/** Which GitHub secret is meant, in plain data that the journal can keep. */
export const gitHubSecretSpec = v.variant('kind', [
  v.object({ kind: v.picklist(repositorySecretKinds), ...inRepository }),
  v.object({ kind: v.literal('environment-secret'), ...inRepository, environment: v.string() }),
  v.object({
    kind: v.literal('organization-secret'),
    organization: v.string(),
    name: v.string(),
    visibility: v.optional(v.picklist(visibilities)),
    selectedRepositoryIds: v.optional(v.array(v.number())),
  }),
]);

export type GitHubSecretSpec = v.InferOutput<typeof gitHubSecretSpec>;

/** What differs between the kinds. */
interface SecretKind {
  /** What GitHub calls such a secret. */
  readonly label: string;
  /** The route of its endpoints, up to `/secrets`. */
  readonly path: string;
  /** The permission that a write needs, as GitHub's settings name it. */
  readonly permission: string;
  /** The settings page that lists these secrets, relative to GitHub's own URL. */
  readonly settingsPage: string;
}

/** Source: GitHub's REST reference, "Secrets". */
const secretKinds: Readonly<Record<GitHubSecretSpec['kind'], SecretKind>> = {
  'repository-secret': {
    label: 'repository secret',
    path: '/repos/{owner}/{repo}/actions/secrets',
    permission: '"Secrets": write',
    settingsPage: '{owner}/{repo}/settings/secrets/actions',
  },
  'environment-secret': {
    label: 'environment secret',
    path: '/repos/{owner}/{repo}/environments/{environment}/secrets',
    permission: '"Environments": write',
    settingsPage: '{owner}/{repo}/settings/environments',
  },
  'organization-secret': {
    label: 'organization secret',
    path: '/orgs/{org}/actions/secrets',
    permission: '"Secrets": write of the organization',
    settingsPage: 'organizations/{org}/settings/secrets/actions',
  },
  'dependabot-secret': {
    label: 'Dependabot secret',
    path: '/repos/{owner}/{repo}/dependabot/secrets',
    permission: '"Dependabot secrets": write',
    settingsPage: '{owner}/{repo}/settings/secrets/dependabot',
  },
  'codespaces-secret': {
    label: 'Codespaces secret',
    path: '/repos/{owner}/{repo}/codespaces/secrets',
    permission: '"Codespaces secrets": write',
    settingsPage: '{owner}/{repo}/settings/secrets/codespaces',
  },
};

/** Every kind; each is also the name of the input that asks for such a secret. */
export const gitHubSecretKinds: readonly string[] = Object.keys(secretKinds);

/** What a secret belongs to. */
interface SecretOwner {
  /** What does not exist, or is not accessible, when GitHub returns 404. */
  readonly scope: 'repository' | 'environment' | 'organization';
  /** `acme/ops`, `environment "Live" of acme/ops`, `acme`. */
  readonly owner: string;
  /** The organization or person that the repository belongs to, or the organization itself. */
  readonly account: string;
  /** The values of the placeholders in the route. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** One secret on GitHub: where it is, and how messages name it. */
export interface SecretLocation extends SecretOwner, SecretKind {}

/** Describes where a secret is on GitHub. Its label names the secret itself: `repository secret X of acme/ops`. */
export function locateSecret(spec: GitHubSecretSpec): SecretLocation {
  const kind = secretKinds[spec.kind];
  const secretOwner = findOwner(spec);
  const { owner, parameters } = secretOwner;
  return {
    ...kind,
    ...secretOwner,
    label: `${kind.label} ${spec.name} of ${owner}`,
    settingsPage: kind.settingsPage.replace(/\{(\w+)\}/g, (_, key: string) => parameters[key] ?? ''),
  };
}

function findOwner(spec: GitHubSecretSpec): SecretOwner {
  if ('organization' in spec) {
    const { organization } = spec;
    return {
      scope: 'organization',
      owner: organization,
      account: organization,
      parameters: { org: organization },
    };
  }
  const account = spec.owner;
  const fullName = `${account}/${spec.repository}`;
  const parameters = { owner: account, repo: spec.repository };
  if (!('environment' in spec)) return { scope: 'repository', owner: fullName, account, parameters };
  const { environment } = spec;
  return {
    scope: 'environment',
    owner: `environment "${environment}" of ${fullName}`,
    account,
    parameters: { ...parameters, environment },
  };
}
