import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import type { GitHub } from './github.ts';
import { addressById, pageOf } from './paging.ts';
import { refuse } from './refusal.ts';
import type { Organization } from './repository.ts';
import { repositoryBody } from './repository-body.ts';
import { addressesOf } from './route.ts';
import type { RestApi, Route } from './route.ts';
import { ofOrganization, serveSecrets } from './secrets.ts';

export function findOrganizationRoute(path: string, github: GitHub, api: RestApi): Route | undefined {
  const [, organizationName = '', name, selection] =
    /^\/orgs\/([^/]+)\/actions\/secrets(?:\/([^/]+)(\/repositories)?)?$/.exec(path) ?? [];
  if (organizationName === '') return undefined;
  const organization = github.organizations.get(organizationName.toLowerCase());
  const { root } = addressesOf(api);
  const ids = [...github.repositories.values()].map(({ id }) => id);
  return {
    permission: 'organization_secrets',
    // Whoever has no permission in it sees an organization all the same.
    levels: ({ organizations }) => organization && (organizations[organization.name] ?? {}),
    handle:
      organization &&
      ((request, now) => {
        const address = addressById(request.url, root, `organizations/${organization.id}`);
        return selection === undefined
          ? serveSecrets(request, address, organization, name, now, ofOrganization(organization, root, ids))
          : showSelection(request, address, organization, name ?? '', github);
      }),
  };
}

/** https://docs.github.com/rest/actions/secrets#list-selected-repositories-for-an-organization-secret */
async function showSelection(
  request: SandboxRequest,
  address: string,
  organization: Organization,
  name: string,
  github: GitHub,
): Promise<SandboxResponse> {
  const secret = organization.secrets.get(name.toUpperCase());
  if (request.method !== 'GET' || secret?.visibility !== 'selected') return refuse(404, 'Not Found');
  const selected = [...github.repositories.values()].filter(({ id }) =>
    secret.selectedRepositoryIds?.includes(id),
  );
  const { entries, headers } = pageOf(request, address, selected);
  const repositories = await Promise.all(
    entries.map((repository) => repositoryBody(repository, request.host, github)),
  );
  return jsonResponse(200, { total_count: selected.length, repositories }, headers);
}
