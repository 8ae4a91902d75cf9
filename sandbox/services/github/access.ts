export type Level = 'none' | 'read' | 'write';

/** The permissions for secrets, as GitHub's headers name them. https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
export type Permission =
  'secrets' | 'environments' | 'dependabot_secrets' | 'codespaces_secrets' | 'organization_secrets';

/** The levels of a token's permissions in one repository or organization; none, where one is not listed. */
type Levels = Readonly<Partial<Record<Permission, Level>>>;

/** A token, and what it may do. */
export interface Access {
  /** Refusals name the kind of token. */
  readonly kind: 'personal access token' | 'personal access token (classic)' | 'integration';
  /** By repository. One that is not listed does not exist for the token. */
  readonly repositories: Readonly<Record<string, Levels>>;
  /** By organization. */
  readonly organizations: Readonly<Record<string, Levels>>;
  /** When all servers of GitHub know the token, in milliseconds since 1970. Without it, they have always known it. */
  readonly knownFrom?: number;
  /** The same for its permissions, which they learn later. */
  readonly permissionsKnownFrom?: number;
  /** When it expires, in milliseconds since 1970; and for how many days it was valid when it was new. */
  readonly expiry?: { readonly at: number; readonly lifetimeDays: number };
  /** The organizations whose single sign-on it was authorized for. */
  readonly signedOnTo?: readonly string[];
  /** What was suspended: the account that it belongs to, or the installation of the app. */
  readonly suspended?: 'account' | 'installation';
}

/** The tokens that exist from the start. */
export const tokens = {
  /** Fine-grained token that writes the secrets of acme/ops and acme, wherever they are kept. */
  writer: 'github_pat_11SANDBOX0writer',
  /** Fine-grained token with *Secrets: write* on acme/ops, and nothing else. */
  repositoryOnly: 'github_pat_11SANDBOX0repository',
  /** Fine-grained token that reads what the writer writes. */
  reader: 'github_pat_11SANDBOX0reader',
  /** Fine-grained token for acme/ops, without any permission for secrets. */
  plain: 'github_pat_11SANDBOX0plain',
  /** Fine-grained token without access to acme/ops. */
  stranger: 'github_pat_11SANDBOX0stranger',
  /** The job's own GITHUB_TOKEN. */
  job: 'ghs_sandbox0job',
} as const;

function everywhere(level: Level): Pick<Access, 'repositories' | 'organizations'> {
  const inRepository = {
    secrets: level,
    environments: level,
    dependabot_secrets: level,
    codespaces_secrets: level,
  };
  return {
    repositories: { 'acme/ops': inRepository },
    organizations: { acme: { organization_secrets: level } },
  };
}

export function startingAccess(): Map<string, Access> {
  const kind = 'personal access token';
  const secrets = { 'acme/ops': { secrets: 'write' as const } };
  return new Map<string, Access>([
    [tokens.writer, { kind, ...everywhere('write') }],
    [tokens.repositoryOnly, { kind, repositories: secrets, organizations: {} }],
    [tokens.reader, { kind, ...everywhere('read') }],
    [tokens.plain, { kind, ...everywhere('none') }],
    [tokens.stranger, { kind, repositories: {}, organizations: {} }],
    [tokens.job, { kind: 'integration', ...everywhere('none') }],
  ]);
}
