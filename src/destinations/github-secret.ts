import * as v from 'valibot';
import type { Destination } from './destination.ts';
import type { GitHubApi } from './github-api.ts';
import { gitHubFailure } from './github-failures.ts';
import { seal } from './sealed-box.ts';

/** Which repository secret is meant. */
export interface RepositorySecret {
  readonly owner: string;
  readonly repository: string;
  readonly name: string;
}

const publicKey = v.object({ key_id: v.string(), key: v.pipe(v.string(), v.base64(), v.length(44)) });

/** A repository secret of GitHub Actions. Its value can be written, never read. */
export function repositorySecret({ owner, repository, name }: RepositorySecret, api: GitHubApi): Destination {
  const path = '/repos/{owner}/{repo}/actions/secrets';
  const label = `repository secret ${name} of ${owner}/${repository}`;
  const attempt = { repository: `${owner}/${repository}`, permission: '"Secrets": write' };
  const where = { owner, repo: repository };
  return {
    label,
    // Neither names of repositories nor of secrets tell upper from lower case.
    identity: `repository-secret ${owner}/${repository}/${name}`.toLowerCase(),
    lasting: true,
    async prepare() {
      const answer = await api.request(`GET ${path}/public-key`, where);
      const parsed = v.safeParse(publicKey, answer.body);
      if (answer.status !== 200 || !parsed.success) {
        throw gitHubFailure(answer, { ...attempt, wish: `give the public key for ${label}` });
      }
      const { key, key_id } = parsed.output;
      return async ({ secretText }) => {
        const encrypted_value = await seal(secretText, key);
        const written = await api.request(`PUT ${path}/{name}`, { ...where, name, encrypted_value, key_id });
        if (written.status !== 201 && written.status !== 204) {
          throw gitHubFailure(written, { ...attempt, wish: `write ${label}` });
        }
      };
    },
  };
}
