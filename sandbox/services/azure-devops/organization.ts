import { randomUUID } from 'node:crypto';

export interface Project {
  readonly id: string;
  readonly name: string;
  /** Application IDs of the members who see it; every member does if there is no such list. */
  readonly readers?: ReadonlySet<string>;
}

/** An organization, which is connected to the sandbox's tenant. Everything in it may be changed at any time. */
export class Organization {
  readonly name: string;
  /** Application IDs of the service principals that were added as users. */
  readonly members = new Set<string>();
  /** Application IDs of members who may do nothing: no access level, or a policy that keeps them out. */
  readonly denied = new Set<string>();
  /** A Conditional Access policy keeps everybody out, with an error (VS403463) or with a page of that title. */
  conditionalAccess: 'allows' | 'error' | 'page' = 'allows';
  readonly projects: Project[] = [];
  /**
   * What a caller without access gets. An error if the request says that it wants no sign-in page, else a redirection
   * to one; `page` and `redirect` send the sign-in page to everybody, as the service now and then does.
   */
  signIn: 'as-asked' | 'page' | 'redirect' = 'as-asked';

  constructor(name: string) {
    this.name = name;
  }

  addProject(name: string, readers?: ReadonlySet<string>): void {
    this.projects.push({ id: randomUUID(), name, ...(readers && { readers }) });
  }

  projectsFor(appId: string): Project[] {
    return this.projects.filter(({ readers }) => readers?.has(appId) ?? true);
  }
}

export class AzureDevOps {
  readonly #organizations = new Map<string, Organization>();

  add(name: string): Organization {
    const organization = new Organization(name);
    this.#organizations.set(name.toLowerCase(), organization);
    return organization;
  }

  organization(name: string): Organization {
    const found = this.find(name);
    if (!found) throw new Error(`The sandbox's Azure DevOps has no organization ${name}.`);
    return found;
  }

  /** Names know no case. */
  find(name: string): Organization | undefined {
    return this.#organizations.get(name.toLowerCase());
  }
}
