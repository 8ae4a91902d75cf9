import { Environment } from './environment.ts';
import { IssueTracker } from './issues/tracker.ts';
import type { Policy } from './policy.ts';
import { SecretStore } from './store.ts';
import { idOf } from './accounts.ts';
import type { SubjectSettings } from './subject.ts';
import type { Variable } from './variables.ts';
import { readWorkflow } from './workflow-file.ts';
import type { Dispatch, Workflow } from './workflow-file.ts';

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
  /** The logins of those collaborators who administer it. */
  readonly administrators = new Set(['octocat']);
  visibility: 'public' | 'private' | 'internal' = 'private';
  readonly defaultBranch = 'main';
  hasIssues = true;
  /** By name, in capitals as GitHub keeps them. */
  readonly variables = new Map<string, Variable>();
  /** Those of its default branch. */
  readonly workflows: Workflow[] = [];
  /** Those that somebody has started by hand, oldest first. Nothing runs them. */
  readonly dispatches: Dispatch[] = [];
  /** How the subjects of its ID tokens begin. May be changed; the subject of the present job follows with the next run. */
  subjectSettings: SubjectSettings = { form: 'classic' };
  /** An archived repository can be read, not written. */
  archived = false;
  /** Why GitHub itself has blocked it. */
  blocked: 'dmca' | 'tos' | undefined;
  /** By name in small letters: their names know no case. */
  readonly #environments = new Map<string, Environment>();
  readonly #now: () => number;
  /** Whether the plan of its owner has required reviewers for an environment. */
  allowsReviewers = true;

  constructor(name: string, id: number, now: () => number) {
    super();
    this.name = name;
    this.id = id;
    this.issues = new IssueTracker(id, now);
    this.#now = now;
  }

  /** Adds a workflow file to the default branch. */
  addWorkflow(file: string, text: string): void {
    this.workflows.push(readWorkflow(this.id * 100 + this.workflows.length, file, text));
  }

  addEnvironment(name: string): Environment {
    const environment = new Environment(name, this.#now());
    this.#environments.set(name.toLowerCase(), environment);
    return environment;
  }

  environment(name: string): Environment | undefined {
    return this.#environments.get(name.toLowerCase());
  }

  removeEnvironment(name: string): void {
    this.#environments.delete(name.toLowerCase());
  }

  get environments(): readonly Environment[] {
    return [...this.#environments.values()];
  }
}

/** An organization; it is itself the store of its Actions secrets. */
export class Organization extends SecretStore {
  readonly name: string;
  readonly id: number;
  /** The variables that every repository of it reads, by name, in capitals. */
  readonly variables = new Map<string, Variable>();
  /** What it demands of tokens, for itself and its repositories. May be changed. */
  policy: Policy = {};

  constructor(name: string) {
    super(1_000);
    this.name = name;
    this.id = idOf(name);
  }
}
