import * as v from 'valibot';
import { accountBody } from './accounts.ts';
import { readExample } from './description.ts';
import type { GitHub } from './github.ts';
import type { Repository } from './repository.ts';

const entries = v.record(v.string(), v.unknown());
const forked = ['parent', 'source', 'template_repository'];

/** What whoever asks may do in a repository, whatever the token allows. */
export function permissionsOf(
  login: string,
  { administrators, collaborators }: Repository,
): Record<string, boolean> {
  const admin = administrators.has(login);
  const push = admin || collaborators.get(login) === 'write';
  return { admin, maintain: admin, push, triage: push, pull: true };
}

/** The published example of a repository, with what this one has, and with the `language` that the example forgot. */
export async function repositoryBody(
  repository: Repository,
  host: string,
  { organizations }: Pick<GitHub, 'organizations'>,
): Promise<Record<string, unknown>> {
  const text = JSON.stringify(await readExample('full-repository-default-response'));
  const [owner = '', name = ''] = repository.name.split('/');
  const renamed: unknown = JSON.parse(
    text
      .replaceAll('octocat/Hello-World', repository.name)
      .replaceAll('api.github.com', host)
      .replaceAll('https://github.com/', `https://${host.replace(/^api\./, '')}/`)
      .replaceAll('"octocat"', JSON.stringify(owner))
      .replaceAll('"Hello-World"', JSON.stringify(name)),
  );
  const own = Object.entries(v.parse(entries, renamed)).filter(([key]) => !forked.includes(key));
  const organization = organizations.get(owner.toLowerCase());
  const account = {
    ...accountBody(owner, `https://${host}`, `https://${host.replace(/^api\./, '')}`),
    ...(organization && { type: 'Organization' }),
  };
  return {
    ...Object.fromEntries(own.filter(([key]) => key !== 'organization')),
    owner: account,
    ...(organization && { organization: account }),
    id: repository.id,
    language: null,
    default_branch: repository.defaultBranch,
    private: repository.visibility !== 'public',
    visibility: repository.visibility,
    has_issues: repository.hasIssues,
    archived: repository.archived,
  };
}
