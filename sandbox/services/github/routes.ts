import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { loginOf, ownAccountBody } from './accounts.ts';
import type { Access, Level, Permission } from './access.ts';
import { repositoryBody } from './description.ts';
import type { GitHub } from './github.ts';
import { serveLabels } from './issues/labels.ts';
import { serveIssues, showAssignee } from './issues/serve.ts';
import { refuse } from './refusal.ts';
import type { Organization, Repository } from './repository.ts';
import { ofOrganization, pageOf, serveSecrets } from './secrets.ts';
import type { SecretStore } from './store.ts';

/** An address of GitHub's REST API. */
export interface RestApi {
  readonly host: string;
  readonly basePath: string;
  readonly versions: readonly string[];
}

/** A path that the API serves. */
interface Route {
  /** The permission that it takes; undefined if seeing the repository is enough. */
  readonly permission: Permission | undefined;
  /** Another permission that is enough instead. */
  readonly alternative?: Permission;
  /** Whether everybody may read it. */
  readonly isPublic?: boolean;
  /** A token's permission levels for it; undefined if the token cannot see it. */
  readonly levels: (access: Access) => Readonly<Partial<Record<Permission, Level>>> | undefined;
  /** Handles a request; undefined if what the path names does not exist. */
  readonly handle:
    | ((request: SandboxRequest, now: number, access: Access) => SandboxResponse | Promise<SandboxResponse>)
    | undefined;
}

/** Finds the route of a path; undefined if GitHub has no such path. */
export function findRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  return (
    findIssueRoute(path, github, api) ??
    findRepositoryRoute(path, github, api) ??
    findOrganizationRoute(path, github, api) ??
    findAccountRoute(path, api)
  );
}

/** GitHub's own links name a repository by its ID. */
export function nameRepository(path: string, { repositories }: Pick<GitHub, 'repositories'>): string {
  return path.replace(/^\/repositories\/(\d+)(?=\/|$)/, (unknown, id: string) => {
    const found = [...repositories.values()].find((each) => each.id === Number(id));
    return found ? `/repos/${found.name}` : unknown;
  });
}

/** Whoever has no permission in it sees a public repository all the same. */
function levelsIn(repository: Repository | undefined): Route['levels'] {
  return ({ repositories }) =>
    repository && (repositories[repository.name] ?? (repository.visibility === 'public' ? {} : undefined));
}

function findIssueRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  const [, fullName, labels, assignee, number, comments] =
    /^\/repos\/([^/]+\/[^/]+)\/(?:(labels)|assignees\/([^/]+)|issues(?:\/(\d+)(\/comments)?)?)$/.exec(path) ??
    [];
  if (fullName === undefined) return undefined;
  const repository = github.repositories.get(fullName.toLowerCase());
  return {
    permission: 'issues',
    ...((labels ?? comments) !== undefined && { alternative: 'pull_requests' }),
    isPublic: repository?.visibility === 'public',
    levels: levelsIn(repository),
    handle:
      repository &&
      ((request, _now, access) => {
        const scene = { request, repository, access, addresses: addressesOf(api) };
        const refusal = findRepositoryRefusal(repository, request);
        if (refusal !== undefined) return refusal;
        if (labels !== undefined) return serveLabels(scene);
        if (assignee !== undefined) return showAssignee(scene, decodeURIComponent(assignee));
        return serveIssues(scene, number, comments !== undefined);
      }),
  };
}

/** https://docs.github.com/rest/users/users#get-the-authenticated-user, /rest/apps/apps#get-the-authenticated-app */
function findAccountRoute(path: string, api: RestApi): Route | undefined {
  const { root, web } = addressesOf(api);
  const common = { permission: undefined, levels: () => ({}) };
  switch (path) {
    case '/user':
      return {
        ...common,
        handle: (_request, _now, access) =>
          access.kind === 'integration'
            ? refuse(403, 'Resource not accessible by integration')
            : jsonResponse(200, ownAccountBody(loginOf(access), root, web)),
      };
    case '/app':
      return { ...common, handle: () => refuse(401, 'A JSON web token could not be decoded') };
    default:
      return undefined;
  }
}

function addressesOf({ host, basePath }: RestApi): { root: string; web: string } {
  return { root: `https://${host}${basePath}`, web: `https://${host.replace(/^api\./, '')}` };
}

function findRepositoryRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  const [, fullName = '', rest] = /^\/repos\/([^/]+\/[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const repository = github.repositories.get(fullName.toLowerCase());
  const levels = levelsIn(repository);
  if (fullName === '') return undefined;
  if (rest === undefined) {
    const handle = (request: SandboxRequest): SandboxResponse | Promise<SandboxResponse> =>
      repository && request.method === 'GET' ? describe(repository, request) : refuse(404, 'Not Found');
    return { permission: undefined, levels, handle };
  }
  const [, area = '', encoded = '', name] =
    /^(actions|dependabot|codespaces|environments\/([^/]+))\/secrets(?:\/([^/]+))?$/.exec(rest) ?? [];
  const environment = decodeURIComponent(encoded);
  const known = stores.find(({ prefix }) => area.startsWith(prefix));
  if (!known || (known.prefix === 'codespaces' && api.basePath !== '')) return undefined;
  const secrets = repository && known.of(repository, environment);
  const { permission } = known;
  if (!secrets) return { permission, levels, handle: undefined };
  return {
    permission,
    levels,
    handle: (request, now) =>
      findRepositoryRefusal(repository, request) ?? serveSecrets(request, secrets, name, now),
  };
}

/** What a blocked or archived repository says, whoever asks. */
function findRepositoryRefusal(
  { blocked, archived }: Repository,
  { method }: SandboxRequest,
): SandboxResponse | undefined {
  if (blocked !== undefined) {
    return jsonResponse(blocked === 'dmca' ? 451 : 403, {
      message: 'Repository access blocked',
      block: {
        reason: blocked,
        created_at: '2026-11-01T12:00:00Z',
        html_url: `https://github.com/${blocked}`,
      },
    });
  }
  return archived && method !== 'GET' ? refuse(403, 'Repository was archived so is read-only.') : undefined;
}

async function describe(repository: Repository, { host }: SandboxRequest): Promise<SandboxResponse> {
  return jsonResponse(200, await repositoryBody(repository, host));
}

const stores: readonly {
  readonly prefix: string;
  readonly permission: Permission;
  readonly of: (repository: Repository, environment: string) => SecretStore | undefined;
}[] = [
  { prefix: 'actions', permission: 'secrets', of: (repository) => repository },
  { prefix: 'dependabot', permission: 'dependabot_secrets', of: ({ dependabot }) => dependabot },
  { prefix: 'codespaces', permission: 'codespaces_secrets', of: ({ codespaces }) => codespaces },
  {
    prefix: 'environments',
    permission: 'environments',
    of: (repository, environment) => repository.environment(environment),
  },
];

function findOrganizationRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  const [, organizationName = '', name, selection] =
    /^\/orgs\/([^/]+)\/actions\/secrets(?:\/([^/]+)(\/repositories)?)?$/.exec(path) ?? [];
  if (organizationName === '') return undefined;
  const organization = github.organizations.get(organizationName.toLowerCase());
  const root = `https://${api.host}${api.basePath}`;
  const ids = [...github.repositories.values()].map(({ id }) => id);
  return {
    permission: 'organization_secrets',
    // Whoever has no permission in it sees an organization all the same.
    levels: ({ organizations }) => organization && (organizations[organization.name] ?? {}),
    handle:
      organization &&
      ((request, now) =>
        selection === undefined
          ? serveSecrets(request, organization, name, now, ofOrganization(organization, root, ids))
          : showSelection(request, organization, name ?? '', github)),
  };
}

/** https://docs.github.com/rest/actions/secrets#list-selected-repositories-for-an-organization-secret */
async function showSelection(
  request: SandboxRequest,
  organization: Organization,
  name: string,
  github: GitHub,
): Promise<SandboxResponse> {
  const secret = organization.secrets.get(name.toUpperCase());
  if (request.method !== 'GET' || secret?.visibility !== 'selected') return refuse(404, 'Not Found');
  const selected = [...github.repositories.values()].filter(({ id }) =>
    secret.selectedRepositoryIds?.includes(id),
  );
  return jsonResponse(200, {
    total_count: selected.length,
    repositories: await Promise.all(
      pageOf(request, selected).map((repository) => repositoryBody(repository, request.host)),
    ),
  });
}
