import * as v from 'valibot';
import { Failure } from '../../shared/action-error.ts';
import { pageWatch } from '../../http/paging.ts';
import type { Destination } from '../destination.ts';
import type { GitHubAnswer } from './api.ts';
import { gitHubFailure } from './errors.ts';
import { gitHubSecret, labelOf, type GitHubEdges } from './secret.ts';
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
export function organizationSecret(wanted: OrganizationSecret, edges: GitHubEdges): Destination {
  const { organization, name, visibility, selectedRepositoryIds } = wanted;
  const { api } = edges;
  const store = organizationStore(organization);
  const label = labelOf(store, name);
  const refused = (answer: GitHubAnswer): Failure =>
    gitHubFailure(answer, { store, wish: `say who can read ${label}` });

  async function presentSelection(): Promise<readonly number[]> {
    const ids = new Set<number>();
    let announced: number | undefined;
    const watch = pageWatch('GitHub', `say who can read ${label}`);
    for (let page = 1; ; page += 1) {
      const parameters = { ...store.where, name, per_page: pageSize, page };
      const answer = await api.request(`GET ${store.path}/{name}/repositories`, parameters);
      const parsed = v.safeParse(selection, answer.body);
      if (answer.status !== 200 || !parsed.success) throw refused(answer);
      const { total_count: total, repositories } = parsed.output;
      watch({ first: repositories[0]?.id.toString() });
      // To write only a part of them would take the secret from the others. A selection that changes between two pages
      // moves repositories from one to the other: what was read so far may hold one that is not selected any more.
      if (total !== (announced ??= total)) throw inconsistent(label, announced, total);
      const before = ids.size;
      for (const { id } of repositories) ids.add(id);
      if (ids.size === total) return [...ids];
      if (ids.size > total || ids.size < before + repositories.length || repositories.length === 0) {
        throw inconsistent(label, total, ids.size);
      }
    }
  }

  function visibilityIn(answer: GitHubAnswer): Visibility {
    const parsed = v.safeParse(present, answer.body);
    if (parsed.success) return parsed.output.visibility;
    throw refused(answer);
  }

  async function readers(there: GitHubAnswer | undefined): Promise<Readonly<Record<string, unknown>>> {
    const now = there && visibilityIn(there);
    const next = visibility ?? (selectedRepositoryIds === undefined ? (now ?? 'private') : 'selected');
    if (next !== 'selected') return { visibility: next };
    if (selectedRepositoryIds !== undefined) {
      return { visibility: next, selected_repository_ids: selectedRepositoryIds };
    }
    if (now !== 'selected') throw nobodySelected(label);
    return { visibility: next, selected_repository_ids: await presentSelection() };
  }

  return gitHubSecret(store, name, edges, readers);
}

function inconsistent(label: string, total: number, listed: number): Failure {
  return new Failure('github-request-failed', {
    happened: `GitHub says that ${total} repositories can read the ${label}, but lists ${listed}.`,
    likely: 'somebody changed which repositories can read it while the action read the list.',
    fix: 'run the job again.',
  });
}

function nobodySelected(label: string): Failure {
  return new Failure('organization-selection-missing', {
    happened: `\`organization-secret-visibility\` is \`selected\`, but nobody says which repositories are to read the ${label}.`,
    likely: '`selected-repository-ids` is empty, and the secret has no selection yet that could be kept.',
    fix: 'set `selected-repository-ids` to the numbers of the repositories, which `gh api repos/OWNER/NAME --jq .id` prints.',
  });
}
