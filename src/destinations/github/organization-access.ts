import * as v from 'valibot';
import { createPageGuard } from '../../http/paging.ts';
import { ActionError } from '../../shared/action-error.ts';
import type { GitHubApi } from '../../github/api.ts';
import { gitHubError } from './errors.ts';
import { readBody, type GitHubResponse } from '../../github/response.ts';
import { visibilities, type GitHubSecretSpec, type SecretLocation } from './secret-kinds.ts';

type OrganizationSecretSpec = Extract<GitHubSecretSpec, { readonly kind: 'organization-secret' }>;

/** The fields of a write that say which repositories can read the secret. */
interface AccessFields {
  readonly visibility: (typeof visibilities)[number];
  readonly selected_repository_ids?: readonly number[];
}

const existingSecret = v.object({ visibility: v.picklist(visibilities) });
const selection = v.object({
  total_count: v.number(),
  repositories: v.array(v.object({ id: v.number() })),
});

/** How many repositories GitHub lists on a page. */
const pageSize = 100;

/**
 * GitHub requires every write of an organization secret to say which repositories can read it. What the inputs do not set
 * stays as it is at that moment; a new secret is for private repositories.
 *
 * @returns a function to call before each write, with GitHub's response about the secret (undefined when it does not exist)
 */
export function createAccessReader(
  { name, visibility, selectedRepositoryIds }: OrganizationSecretSpec,
  location: SecretLocation,
  api: GitHubApi,
): (existing: GitHubResponse | undefined) => Promise<AccessFields> {
  const { label, path, parameters } = location;
  const operation = `read which repositories can access ${label}`;

  async function readSelectedRepositories(): Promise<readonly number[]> {
    const ids = new Set<number>();
    let total: number | undefined;
    const guardPage = createPageGuard('GitHub', operation);
    for (let page = 1; ; page += 1) {
      const query = { ...parameters, name, per_page: pageSize, page };
      const response = await api.request(`GET ${path}/{name}/repositories`, query);
      const body = readBody(selection, response);
      if (body === undefined) throw gitHubError(response, { location, operation, api });
      const { total_count: count, repositories } = body;
      guardPage({ first: repositories[0]?.id.toString() });
      // A write with an incomplete list would take the secret from some repositories. When the selection changes between
      // two pages, repositories move from one page to the other, and the list may hold one that is no longer selected.
      if (count !== (total ??= count)) throw inconsistentListError(label, total, count);
      const before = ids.size;
      for (const { id } of repositories) ids.add(id);
      if (ids.size === total) return [...ids];
      if (ids.size > total || ids.size < before + repositories.length || repositories.length === 0) {
        throw inconsistentListError(label, total, ids.size);
      }
    }
  }

  function readVisibility(existing: GitHubResponse): AccessFields['visibility'] {
    const body = readBody(existingSecret, existing);
    if (body === undefined) throw gitHubError(existing, { location, operation, api });
    return body.visibility;
  }

  return async (existing) => {
    const current = existing && readVisibility(existing);
    const next = visibility ?? (selectedRepositoryIds === undefined ? (current ?? 'private') : 'selected');
    if (next !== 'selected') return { visibility: next };
    if (selectedRepositoryIds !== undefined) {
      return { visibility: next, selected_repository_ids: selectedRepositoryIds };
    }
    if (current !== 'selected') throw missingSelectionError(label);
    return { visibility: next, selected_repository_ids: await readSelectedRepositories() };
  };
}

function inconsistentListError(label: string, total: number, listed: number): ActionError {
  return new ActionError('github-request-failed', {
    problem: `GitHub reports that ${total} repositories can read the ${label}, but lists ${listed}.`,
    likelyCause: 'the selection of repositories changed while the action was reading it.',
    remedy: 'run the job again.',
  });
}

function missingSelectionError(label: string): ActionError {
  return new ActionError('organization-selection-missing', {
    problem: `\`organization-secret-visibility\` is \`selected\`, but no repositories are selected for the ${label}.`,
    likelyCause:
      '`selected-repository-ids` is empty, and the secret has no selection yet that could be kept.',
    remedy:
      'set `selected-repository-ids` to the IDs of the repositories. To get the ID of one, for example in Azure Cloud Shell (https://shell.azure.com):\n  gh api repos/OWNER/NAME --jq .id',
  });
}
