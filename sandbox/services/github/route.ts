import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import type { Access, Level, Permission } from './access.ts';
import type { Addresses } from './issues/bodies.ts';
import type { Repository } from './repository.ts';

/** An address of GitHub's REST API. */
export interface RestApi {
  readonly host: string;
  readonly basePath: string;
  readonly versions: readonly string[];
}

/** A path that the API serves. */
export interface Route {
  /** The permission that it takes; undefined if seeing the repository is enough. */
  readonly permission: Permission | undefined;
  /** The permission that changing it takes, if it is another one. */
  readonly writePermission?: Permission;
  /** Another permission that is enough instead. */
  readonly alternative?: Permission;
  /** Whether everybody may read it. */
  readonly isPublic?: boolean;
  /** A token's permission levels for it; undefined if the token cannot see it. */
  readonly levels: (access: Access) => Readonly<Partial<Record<Permission, Level>>> | undefined;
  /** Handles a request; undefined if what the path names does not exist. */
  readonly handle:
    | ((request: SandboxRequest, now: number, access: Access) => SandboxResponse | Promise<SandboxResponse>)
    | undefined;
}

/** Whoever has no permission in it sees a public repository all the same. */
export function levelsIn(repository: Repository | undefined): Route['levels'] {
  return ({ repositories }) =>
    repository && (repositories[repository.name] ?? (repository.visibility === 'public' ? {} : undefined));
}

export function addressesOf({ host, basePath }: RestApi): Addresses {
  return { root: `https://${host}${basePath}`, web: `https://${host.replace(/^api\./, '')}` };
}
