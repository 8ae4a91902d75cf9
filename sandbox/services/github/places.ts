import { jsonAnswer } from '../../network/http.ts';
import type { Answer, SandboxRequest } from '../../network/http.ts';
import type { Access, Level, Permission } from './access.ts';
import { repositoryAnswer } from './description.ts';
import type { GitHub } from './github.ts';
import { refuse } from './refusal.ts';
import type { Organization, Repository } from './repository.ts';
import { ofOrganization, pageOf, serveSecrets } from './secrets.ts';
import type { SecretStore } from './store.ts';

/** One of the places where GitHub's REST API is found. */
export interface RestApi {
  readonly host: string;
  readonly basePath: string;
  readonly versions: readonly string[];
}

/** What a path of the API leads to. */
interface Place {
  /** What it takes; undefined for what everybody may who sees the repository. */
  readonly permission: Permission | undefined;
  /** A token's levels there; undefined when the token does not see it. */
  readonly levels: (access: Access) => Readonly<Partial<Record<Permission, Level>>> | undefined;
  /** Answers; undefined when there is nothing. */
  readonly store: ((request: SandboxRequest, now: number) => Answer | Promise<Answer>) | undefined;
}

/** What a path leads to; undefined when GitHub has no such path. */
export function placeOf(path: string, github: GitHub, api: RestApi): Place | undefined {
  return inRepository(path, github, api) ?? inOrganization(path, github, api);
}

function inRepository(path: string, github: GitHub, api: RestApi): Place | undefined {
  const [, fullName = '', rest] = /^\/repos\/([^/]+\/[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const repository = github.repositories.get(fullName.toLowerCase());
  const levels: Place['levels'] = ({ repositories }) => repositories[repository?.name ?? ''];
  if (fullName === '') return undefined;
  if (rest === undefined) {
    const store = (request: SandboxRequest): Answer | Promise<Answer> =>
      repository && request.method === 'GET' ? describe(repository, request) : refuse(404, 'Not Found');
    return { permission: undefined, levels, store };
  }
  const [, area = '', encoded = '', name] =
    /^(actions|dependabot|codespaces|environments\/([^/]+))\/secrets(?:\/([^/]+))?$/.exec(rest) ?? [];
  const environment = decodeURIComponent(encoded);
  const known = stores.find(({ prefix }) => area.startsWith(prefix));
  if (!known || (known.prefix === 'codespaces' && api.basePath !== '')) return undefined;
  const secrets = repository && known.of(repository, environment);
  const { permission } = known;
  if (!secrets) return { permission, levels, store: undefined };
  return { permission, levels, store: (request, now) => serveSecrets(request, secrets, name, now) };
}

async function describe(repository: Repository, { host }: SandboxRequest): Promise<Answer> {
  return jsonAnswer(200, await repositoryAnswer(repository, host));
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

function inOrganization(path: string, github: GitHub, api: RestApi): Place | undefined {
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
    store:
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
): Promise<Answer> {
  const secret = organization.secrets.get(name.toUpperCase());
  if (request.method !== 'GET' || secret?.visibility !== 'selected') return refuse(404, 'Not Found');
  const selected = [...github.repositories.values()].filter(({ id }) =>
    secret.selectedRepositoryIds?.includes(id),
  );
  return jsonAnswer(200, {
    total_count: selected.length,
    repositories: await Promise.all(
      pageOf(request, selected).map((repository) => repositoryAnswer(repository, request.host)),
    ),
  });
}
