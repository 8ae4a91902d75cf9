export type Level = 'none' | 'read' | 'write';

/** The permissions for secrets, variables, issues and settings of Actions, as GitHub's headers name them. https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
export type Permission =
  | 'secrets'
  | 'environments'
  | 'dependabot_secrets'
  | 'codespaces_secrets'
  | 'organization_secrets'
  | 'actions'
  | 'actions_variables'
  | 'administration'
  | 'issues'
  | 'pull_requests';

/** The levels of a token's permissions in one repository or organization; none, where one is not listed. */
export type Levels = Readonly<Partial<Record<Permission, Level>>>;

/** When a personal access token expires, and how the header writes it. */
export interface TokenExpiry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** For how many days it was valid when it was new. */
  readonly lifetimeDays: number;
  /** `2026-12-24 12:00:00 UTC`, the same with `+0000`, or `2026-12-24T12:00:00Z`. Default: UTC. */
  readonly format?: 'UTC' | 'offset' | 'ISO 8601';
}

/** A token, and what it may do. */
export interface Access {
  /** Refusals name the kind of token. */
  readonly kind: 'personal access token' | 'personal access token (classic)' | 'integration';
  /** The account that acts with it. Default: the person octocat, or the app github-actions. */
  readonly login?: string;
  /** When it expires. Default: never. */
  readonly expiry?: TokenExpiry;
  /** By repository. One that is not listed does not exist for the token. */
  readonly repositories: Readonly<Record<string, Levels>>;
  /** By organization. */
  readonly organizations: Readonly<Record<string, Levels>>;
  /** When all servers of GitHub know the token, in milliseconds since 1970. Without it, they have always known it. */
  readonly knownFrom?: number;
  /** The same for its permissions, which they learn later. */
  readonly permissionsKnownFrom?: number;
  /** The organizations whose single sign-on it was authorized for. */
  readonly signedOnTo?: readonly string[];
  /** What was suspended: the account that it belongs to, or the installation of the app. */
  readonly suspended?: 'account' | 'installation';
}

/** The tokens that exist from the start. */
export const tokens = {
  /** Fine-grained token that may do everything in acme/ops and acme that the sandbox knows: for setting up. */
  administrator: 'github_pat_11SANDBOX0administrator',
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
  /** Fine-grained token of the person octocat with *Issues: write* on acme/ops, and nothing else. */
  issues: 'github_pat_11SANDBOX0issues',
  /** Token of the GitHub App exalate-rotation with *Issues: write* on acme/ops, and nothing else. */
  app: 'ghs_sandbox0app',
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
  const issues = { 'acme/ops': { issues: 'write' as const } };
  const everything = everywhere('write');
  const settings = {
    actions: 'write',
    actions_variables: 'write',
    administration: 'write',
    issues: 'write',
  } as const;
  const inOps = { ...everything.repositories['acme/ops'], ...settings };
  return new Map<string, Access>([
    [tokens.administrator, { ...everything, kind, repositories: { 'acme/ops': inOps } }],
    [tokens.writer, { kind, ...everywhere('write') }],
    [tokens.repositoryOnly, { kind, repositories: secrets, organizations: {} }],
    [tokens.reader, { kind, ...everywhere('read') }],
    [tokens.plain, { kind, ...everywhere('none') }],
    [tokens.stranger, { kind, repositories: {}, organizations: {} }],
    [tokens.issues, { kind, repositories: issues, organizations: {} }],
    [
      tokens.app,
      { kind: 'integration', login: 'exalate-rotation[bot]', repositories: issues, organizations: {} },
    ],
    [tokens.job, { kind: 'integration', ...everywhere('none') }],
  ]);
}
