import { startingAccess, tokens } from './access.ts';
import type { Access, Levels } from './access.ts';
import { Organization, Repository } from './repository.ts';
import type { StoredSecret } from './store.ts';
import { subjectPrefix } from './subject.ts';
import type { SubjectSettings } from './subject.ts';
import { firstRun, repositoryOfRun, subjectOf } from './workflow-run.ts';
import type { OidcJob, WorkflowRun } from './workflow-run.ts';

/** What there is on GitHub. */
export class GitHub {
  readonly tokens = tokens;
  /** By token. More may be added. */
  readonly access: Map<string, Access> = startingAccess();
  readonly repositories = new Map<string, Repository>();
  readonly organizations = new Map([['acme', new Organization('acme')]]);
  readonly job: OidcJob = { subject: subjectOf(firstRun), run: firstRun };

  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.addRepository('acme/ops');
  }

  /** Starts another run: the runner's variables and the ID tokens from now on are those of this run. */
  startRun(changes: Partial<WorkflowRun>): void {
    const { subject, run } = this.job;
    this.job.run = { ...run, ...changes };
    // A subject that a test has set stays.
    if (subject === this.#subjectOf(run)) this.job.subject = this.#subjectOf(this.job.run);
  }

  /** Changes how the subjects of the workflow's repository begin. */
  setSubjectForm(form: SubjectSettings['form'], hasChosenImmutable = false): void {
    const { subject, run } = this.job;
    const isUsual = subject === this.#subjectOf(run);
    this.repository(repositoryOfRun).subjectSettings = { form, hasChosenImmutable };
    if (isUsual) this.job.subject = this.#subjectOf(run);
  }

  #subjectOf(run: WorkflowRun): string {
    const repository = this.repositories.get(repositoryOfRun);
    return subjectOf(run, repository && subjectPrefix(repository, repository.subjectSettings));
  }

  /** What `permissions:` gives the job's own token in the workflow's repository; all that is left out is none. */
  setJobPermissions(levels: Levels): void {
    const organizations = { acme: {} };
    this.access.set(tokens.job, { kind: 'integration', repositories: { 'acme/ops': levels }, organizations });
  }

  repository(name: string): Repository {
    const found = this.repositories.get(name.toLowerCase());
    if (!found) throw new Error(`The sandbox's GitHub has no repository ${name}.`);
    return found;
  }

  addRepository(name: string): Repository {
    const repository = new Repository(name, 70010001 + this.repositories.size, this.#now);
    this.repositories.set(name.toLowerCase(), repository);
    return repository;
  }

  /** A repository under its old name: GitHub redirects its requests. */
  readonly renamed = new Map<string, Repository>();

  renameRepository(oldName: string, newName: string): Repository {
    const old = this.repository(oldName);
    const repository = new Repository(newName, old.id, this.#now);
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
