import * as v from 'valibot';
import { WriteInDoubt, type Destination, type NewSecret, type Write } from './destination.ts';
import type { GitHubAnswer, GitHubApi } from './github-api.ts';
import { gitHubFailure } from './github-failures.ts';
import type { Failure } from '../support/failure.ts';
import { seal } from './sealed-box.ts';

/** Which repository secret is meant. */
interface RepositorySecret {
  readonly owner: string;
  readonly repository: string;
  readonly name: string;
}

const publicKey = v.object({ key_id: v.string(), key: v.pipe(v.string(), v.base64(), v.length(44)) });
const metadata = v.object({ updated_at: v.pipe(v.string(), v.regex(/^[\d:TZ.+-]{10,40}$/)) });

/** A repository secret of GitHub Actions. Its value can be written, never read. */
export function repositorySecret({ owner, repository, name }: RepositorySecret, api: GitHubApi): Destination {
  const path = '/repos/{owner}/{repo}/actions/secrets';
  const label = `repository secret ${name} of ${owner}/${repository}`;
  const where = { owner, repo: repository };

  const refused = (answer: GitHubAnswer, wish: string): Failure =>
    gitHubFailure(answer, { repository: `${owner}/${repository}`, permission: '"Secrets": write', wish });

  async function readKey(): Promise<v.InferOutput<typeof publicKey>> {
    const answer = await api.request(`GET ${path}/public-key`, where);
    const parsed = v.safeParse(publicKey, answer.body);
    if (answer.status === 200 && parsed.success) return parsed.output;
    throw refused(answer, `give the public key for ${label}`);
  }

  /**
   * When it was last written, by GitHub's clock. A 404 says that it is not there only to those who may see it: to
   * all others it says the same.
   */
  async function mark(): Promise<string> {
    const answer = await api.request(`GET ${path}/{name}`, { ...where, name });
    if (answer.status === 404) {
      await readKey();
      return 'not there';
    }
    const parsed = v.safeParse(metadata, answer.body);
    if (answer.status === 200 && parsed.success) return parsed.output.updated_at;
    throw refused(answer, `say when ${label} was written`);
  }

  async function write(key: v.InferOutput<typeof publicKey>, { secretText }: NewSecret): Promise<void> {
    const body = { encrypted_value: await seal(secretText, key.key), key_id: key.key_id };
    // Whoever repeats a write must know what became of the one before.
    const once = { request: { retries: 0 } };
    const answer = await api.request(`PUT ${path}/{name}`, { ...where, name, ...body, ...once });
    if (answer.status === 201 || answer.status === 204) return;
    const failure = refused(answer, `write ${label}`);
    throw answer.refused ? failure : new WriteInDoubt(failure);
  }

  return {
    label,
    // Neither names of repositories nor of secrets tell upper from lower case.
    identity: `repository-secret ${owner}/${repository}/${name}`.toLowerCase(),
    lasting: true,
    mark,
    async prepare(): Promise<Write> {
      const key = await readKey();
      return (secret) => write(key, secret);
    },
  };
}
