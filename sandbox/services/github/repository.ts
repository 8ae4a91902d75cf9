import { IssueTracker } from './issues/tracker.ts';
import type { Policy } from './policy.ts';
import { SecretStore } from './store.ts';

/** A repository; it is itself the store of its Actions secrets. */
export class Repository extends SecretStore {
  readonly name: string;
  readonly id: number;
  readonly dependabot = new SecretStore();
  readonly codespaces = new SecretStore();
  readonly issues: IssueTracker;
  /** By login: the people who can be assigned, and whether they can push. */
  readonly collaborators = new Map<string, 'read' | 'write'>([
    ['octocat', 'write'],
    ['alice', 'write'],
    ['bob', 'read'],
  ]);
  visibility: 'public' | 'private' | 'internal' = 'private';
  hasIssues = true;
  /** An archived repository can be read, not written. */
  archived = false;
  /** Why GitHub itself has blocked it. */
  blocked: 'dmca' | 'tos' | undefined;
  /** By name in small letters: their names know no case. */
  readonly #environments = new Map<string, SecretStore>();

  constructor(name: string, id: number, now: () => number) {
    super();
    this.name = name;
    this.id = id;
    this.issues = new IssueTracker(id, now);
  }

  addEnvironment(name: string): SecretStore {
    const environment = new SecretStore();
    this.#environments.set(name.toLowerCase(), environment);
    return environment;
  }

  environment(name: string): SecretStore | undefined {
    return this.#environments.get(name.toLowerCase());
  }
}

/** An organization; it is itself the store of its Actions secrets. */
export class Organization extends SecretStore {
  readonly name: string;
  /** What it demands of tokens, for itself and its repositories. May be changed. */
  policy: Policy = {};

  constructor(name: string) {
    super(1_000);
    this.name = name;
  }
}
