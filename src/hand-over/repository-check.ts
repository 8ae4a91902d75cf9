import * as v from 'valibot';
import type { GitHubApi } from '../github/api.ts';
import { readBody, toFailure } from '../github/response.ts';
import type { RequestFailure } from '../http/failure.ts';
import type { ActionError } from '../shared/action-error.ts';
import { issuesDisabledError, publicRepositoryError } from './failures.ts';

/** What the checks depend on. */
export interface RepositoryAccess {
  readonly api: Pick<GitHubApi, 'tokenKind' | 'request'>;
  readonly inRepository: { readonly owner: string; readonly repo: string };
  readonly explain: (failure: RequestFailure, operation: string) => ActionError;
}

/** A label as it is created. */
export interface NewLabel {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

const settings = v.object({
  private: v.boolean(),
  /** `public`, `private` or `internal`. */
  visibility: v.optional(v.string()),
  has_issues: v.boolean(),
});

/** @throws ActionError of `explain`; `hand-over-refused` in a public repository, and when the issues are switched off */
export async function requirePrivateIssues({ api, inRepository, explain }: RepositoryAccess): Promise<void> {
  const repository = `${inRepository.owner}/${inRepository.repo}`;
  const response = await api.request('GET /repos/{owner}/{repo}', inRepository);
  const found = readBody(settings, response);
  if (found === undefined) throw explain(toFailure(response), `read the settings of ${repository}`);
  const { visibility = found.private ? 'private' : 'public', has_issues: hasIssues } = found;
  if (visibility === 'public') throw publicRepositoryError(repository);
  if (!hasIssues) throw issuesDisabledError(repository);
}

/**
 * Creates the label of the issues, unless it exists. So GitHub shows whether an app may write issues. For a person, the role in
 * the repository counts as well, and GitHub does not show it. So nothing is thrown for a person, nor when there is no answer.
 *
 * @throws ActionError of `explain` when an app may not write issues
 */
export async function requireLabel(
  label: NewLabel,
  { api, inRepository, explain }: RepositoryAccess,
): Promise<void> {
  const response = await api.request('POST /repos/{owner}/{repo}/labels', { ...inRepository, ...label });
  const isForbidden = 'status' in response && response.status === 403;
  if (isForbidden && api.tokenKind === 'app') throw explain(toFailure(response), 'open the hand-over issue');
}
