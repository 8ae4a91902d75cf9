import { startingAccess, tokens } from './access.ts';
import type { Access } from './access.ts';
import type { OidcJob } from './oidc.ts';
import { Organization, Repository } from './repository.ts';
import type { StoredSecret } from './store.ts';

/** What there is on GitHub. */
export class GitHub {
  readonly tokens = tokens;
  /** By token. More may be added. */
  readonly access: Map<string, Access> = startingAccess();
  readonly repositories = new Map([['acme/ops', new Repository('acme/ops', 70010001)]]);
  readonly organizations = new Map([['acme', new Organization('acme')]]);
  readonly job: OidcJob = { subject: 'repo:acme/ops:ref:refs/heads/main' };

  repository(name: string): Repository {
    const found = this.repositories.get(name.toLowerCase());
    if (!found) throw new Error(`The sandbox's GitHub has no repository ${name}.`);
    return found;
  }

  addRepository(name: string): Repository {
    const repository = new Repository(name, 70010001 + this.repositories.size);
    this.repositories.set(name.toLowerCase(), repository);
    return repository;
  }

  /** A repository under its old name: GitHub redirects its requests. */
  readonly renamed = new Map<string, Repository>();

  renameRepository(oldName: string, newName: string): Repository {
    const old = this.repository(oldName);
    const repository = new Repository(newName, old.id);
    this.repositories.delete(oldName.toLowerCase());
    this.repositories.set(newName.toLowerCase(), repository);
    this.renamed.set(oldName.toLowerCase(), repository);
    return repository;
  }

  organization(name: string): Organization {
    const found = this.organizations.get(name.toLowerCase());
    if (!found) throw new Error(`The sandbox's GitHub has no organization ${name}.`);
    return found;
  }

  /** What a workflow would see as `secrets.NAME`. */
  secret(repository: string, name: string): StoredSecret | undefined {
    return this.repository(repository).secrets.get(name.toUpperCase());
  }
}
