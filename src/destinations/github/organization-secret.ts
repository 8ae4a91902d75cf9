import * as v from 'valibot';
import { ActionError } from '../../shared/action-error.ts';
import { createPageGuard } from '../../http/paging.ts';
import type { Destination } from '../destination.ts';
import type { GitHubResponse } from './api.ts';
import { gitHubError } from './errors.ts';
import { createGitHubSecret, formatLabel, type GitHubDependencies } from './secret.ts';
import { organizationStore } from './stores.ts';

/** Which repositories can read an organization secret. */
export const visibilities = ['all', 'private', 'selected'] as const;

type Visibility = (typeof visibilities)[number];

/** Which organization secret is meant, and who is to read it where that is told. */
interface OrganizationSecret {
  readonly organization: string;
  readonly name: string;
  readonly visibility?: Visibility | undefined;
  readonly selectedRepositoryIds?: readonly number[] | undefined;
}

const present = v.object({ visibility: v.picklist(visibilities) });
const selection = v.object({
  total_count: v.number(),
  repositories: v.array(v.object({ id: v.number() })),
});

/** How many repositories GitHub lists at once. */
const pageSize = 100;

/**
 * A secret of an organization. GitHub requires each write to say who can read it: what the inputs do not change stays as
 * it is at that moment, and a new secret is for private repositories.
 */
export function createOrganizationSecret(
  wanted: OrganizationSecret,
  dependencies: GitHubDependencies,
): Destination {
  const { organization, name, visibility, selectedRepositoryIds } = wanted;
  const { api } = dependencies;
  const store = organizationStore(organization);
  const label = formatLabel(store, name);
  const refused = (answer: GitHubResponse): ActionError =>
    gitHubError(answer, { store, operation: `say who can read ${label}` });

  async function presentSelection(): Promise<readonly number[]> {
    const ids = new Set<number>();
    let retryAfterMs: number | undefined;
    const watch = createPageGuard('GitHub', `say who can read ${label}`);
    for (let page = 1; ; page += 1) {
      const parameters = { ...store.parameters, name, per_page: pageSize, page };
      const answer = await api.request(`GET ${store.path}/{name}/repositories`, parameters);
      const parsed = v.safeParse(selection, answer.body);
      if (answer.status !== 200 || !parsed.success) throw refused(answer);
      const { total_count: total, repositories } = parsed.output;
      watch({ first: repositories[0]?.id.toString() });
      // To write only a part of them would take the secret from the others. A selection that changes between two pages
      // moves repositories from one to the other: what was read so far may hold one that is not selected any more.
      if (total !== (retryAfterMs ??= total)) throw inconsistentListError(label, retryAfterMs, total);
      const before = ids.size;
      for (const { id } of repositories) ids.add(id);
      if (ids.size === total) return [...ids];
      if (ids.size > total || ids.size < before + repositories.length || repositories.length === 0) {
        throw inconsistentListError(label, total, ids.size);
      }
    }
  }

  function visibilityIn(answer: GitHubResponse): Visibility {
    const parsed = v.safeParse(present, answer.body);
    if (parsed.success) return parsed.output.visibility;
    throw refused(answer);
  }

  async function readers(there: GitHubResponse | undefined): Promise<Readonly<Record<string, unknown>>> {
    const now = there && visibilityIn(there);
    const next = visibility ?? (selectedRepositoryIds === undefined ? (now ?? 'private') : 'selected');
    if (next !== 'selected') return { visibility: next };
    if (selectedRepositoryIds !== undefined) {
      return { visibility: next, selected_repository_ids: selectedRepositoryIds };
    }
    if (now !== 'selected') throw noSelectionError(label);
    return { visibility: next, selected_repository_ids: await presentSelection() };
  }

  return createGitHubSecret(store, name, dependencies, readers);
}

function inconsistentListError(label: string, total: number, listed: number): ActionError {
  return new ActionError('github-request-failed', {
    problem: `GitHub says that ${total} repositories can read the ${label}, but lists ${listed}.`,
    likelyCause: 'somebody changed which repositories can read it while the action read the list.',
    remedy: 'run the job again.',
  });
}

function noSelectionError(label: string): ActionError {
  return new ActionError('organization-selection-missing', {
    problem: `\`organization-secret-visibility\` is \`selected\`, but nobody says which repositories are to read the ${label}.`,
    likelyCause:
      '`selected-repository-ids` is empty, and the secret has no selection yet that could be kept.',
    remedy:
      'set `selected-repository-ids` to the numbers of the repositories, which `gh api repos/OWNER/NAME --jq .id` prints.',
  });
}
