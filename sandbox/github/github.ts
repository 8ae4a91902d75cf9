import { startingAccess, tokens } from './access.ts';
import type { Access } from './access.ts';
import type { OidcJob } from './oidc.ts';
import { Repository } from './repository.ts';
import type { RepositorySecret } from './repository.ts';

/** What there is on GitHub. */
export class GitHub {
  readonly tokens = tokens;
  /** By token. More may be added. */
  readonly access: Map<string, Access> = startingAccess();
  readonly repositories = new Map([['acme/ops', new Repository('acme/ops', 70010001)]]);
  readonly job: OidcJob = { subject: 'repo:acme/ops:ref:refs/heads/main' };

  repository(name: string): Repository {
    const found = this.repositories.get(name.toLowerCase());
    if (!found) throw new Error(`The sandbox's GitHub has no repository ${name}.`);
    return found;
  }

  /** What a workflow would see as `secrets.NAME`. */
  secret(repository: string, name: string): RepositorySecret | undefined {
    return this.repository(repository).secrets.get(name.toUpperCase());
  }
}
