import * as v from 'valibot';
import { jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import type { Access, Permission } from './access.ts';
import { findAccountRoute } from './account-routes.ts';
import { loginOf } from './accounts.ts';
import { serveEnvironments } from './environments.ts';
import type { GitHub } from './github.ts';
import { serveLabels } from './issues/labels.ts';
import { serveIssues, showAssignee } from './issues/serve.ts';
import { findOrganizationRoute } from './organization-routes.ts';
import { addressById } from './paging.ts';
import { refuse } from './refusal.ts';
import type { Repository } from './repository.ts';
import { permissionsOf, repositoryBody } from './repository-body.ts';
import { addressesOf, levelsIn } from './route.ts';
import type { RestApi, Route } from './route.ts';
import { serveSecrets } from './secrets.ts';
import type { SecretStore } from './store.ts';
import { serveSubject } from './subject.ts';
import { listVariables, serveVariables } from './variables.ts';
import type { Variable } from './variables.ts';
import { serveWorkflows } from './workflows.ts';

/** Finds the route of a path; undefined if GitHub has no such path. */
export function findRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  return (
    findIssueRoute(path, github, api) ??
    findRepositoryRoute(path, github, api) ??
    findOrganizationRoute(path, github, api) ??
    findAccountRoute(path, github, api)
  );
}

/** GitHub's own links name a repository or organization by its ID. */
export function nameOwner(path: string, github: GitHub): string {
  return path.replace(
    /^\/(repositories|organizations)\/(\d+)(?=\/|$)/,
    (unknown, kind: string, id: string) => {
      const [prefix, all] =
        kind === 'repositories' ? ['/repos', github.repositories] : ['/orgs', github.organizations];
      const found = [...all.values()].find((each) => each.id === Number(id));
      return found ? `${prefix}/${found.name}` : unknown;
    },
  );
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

function findRepositoryRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  const [, fullName = '', rest] = /^\/repos\/([^/]+\/[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (fullName === '') return undefined;
  const repository = github.repositories.get(fullName.toLowerCase());
  const found = findPart(rest, repository, github, api);
  if (!found) return undefined;
  const { handle } = found;
  return {
    ...found,
    levels: levelsIn(repository),
    handle:
      handle &&
      repository &&
      ((request, now, access) => findRepositoryRefusal(repository, request) ?? handle(request, now, access)),
  };
}

/** The part of a repository that the rest of a path names, whether or not the repository exists. */
function findPart(
  rest: string | undefined,
  repository: Repository | undefined,
  github: GitHub,
  api: RestApi,
): Pick<Route, 'permission' | 'writePermission' | 'handle'> | undefined {
  const { root } = addressesOf(api);
  const addressOf = ({ url }: SandboxRequest): string =>
    addressById(url, root, `repositories/${repository?.id ?? 0}`);
  if (rest === undefined) {
    return {
      permission: undefined,
      writePermission: 'administration',
      handle: repository && ((request, _now, access) => describe(request, repository, github, access)),
    };
  }
  if (rest === 'actions/oidc/customization/sub') {
    return { permission: 'actions', handle: repository && ((request) => serveSubject(request, repository)) };
  }
  const [isVariable, variable] = /^actions\/variables(?:\/([^/]+))?$/.exec(rest) ?? [];
  if (isVariable !== undefined) {
    return {
      permission: 'actions_variables',
      handle:
        repository &&
        ((request, now) => serveVariables(request, addressOf(request), repository, variable, now)),
    };
  }
  const [isWorkflow, workflow, change] =
    /^actions\/workflows(?:\/([^/]+)(?:\/(dispatches|enable|disable))?)?$/.exec(rest) ?? [];
  if (isWorkflow !== undefined) {
    return {
      permission: 'actions',
      handle:
        repository && ((request) => serveWorkflows(request, addressesOf(api), repository, workflow, change)),
    };
  }
  if (rest === 'actions/organization-variables') {
    const organization = github.organizations.get(repository?.name.split('/')[0]?.toLowerCase() ?? '');
    const variables = organization?.variables ?? new Map<string, Variable>();
    return {
      permission: 'actions_variables',
      handle: repository && ((request) => listVariables(request, addressOf(request), variables)),
    };
  }
  const [isEnvironment, environment] = /^environments(?:\/([^/]+))?$/.exec(rest) ?? [];
  if (isEnvironment !== undefined) {
    const name = environment === undefined ? undefined : decodeURIComponent(environment);
    return {
      permission: 'actions',
      writePermission: 'administration',
      handle:
        repository &&
        ((request) =>
          serveEnvironments(
            { request, repository, addresses: addressesOf(api), address: addressOf(request) },
            name,
          )),
    };
  }
  const [, area = '', encoded = '', name] =
    /^(actions|dependabot|codespaces|environments\/([^/]+))\/secrets(?:\/([^/]+))?$/.exec(rest) ?? [];
  const known = stores.find(({ prefix }) => area.startsWith(prefix));
  if (!known || (known.prefix === 'codespaces' && api.basePath !== '')) return undefined;
  const secrets = repository && known.of(repository, decodeURIComponent(encoded));
  return {
    permission: known.permission,
    handle: secrets && ((request, now) => serveSecrets(request, addressOf(request), secrets, name, now)),
  };
}

/** Of the settings, only one can be changed here. https://docs.github.com/rest/repos/repos#update-a-repository */
const settings = v.strictObject({ has_issues: v.boolean() });

async function describe(
  request: SandboxRequest,
  repository: Repository,
  github: GitHub,
  access: Access,
): Promise<SandboxResponse> {
  const { method, host } = request;
  if (method === 'PATCH') {
    const given = v.safeParse(settings, jsonBody(request));
    if (!given.success) return refuse(422, 'Invalid request.');
    repository.hasIssues = given.output.has_issues;
  } else if (method !== 'GET') return refuse(404, 'Not Found');
  const permissions = permissionsOf(loginOf(access), repository);
  return jsonResponse(200, { ...(await repositoryBody(repository, host, github)), permissions });
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
