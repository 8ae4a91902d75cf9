import { SecretStore } from './store.ts';

interface BranchPolicy {
  readonly protected_branches: boolean;
  readonly custom_branch_policies: boolean;
}

/** An environment of a repository; it is itself the store of its secrets. */
export class Environment extends SecretStore {
  readonly name: string;
  readonly createdAt: number;
  /** The logins of those who approve its jobs. */
  reviewers: readonly string[] = [];
  /** Null: jobs of every branch may use it. */
  branchPolicy: BranchPolicy | null = null;

  constructor(name: string, createdAt: number) {
    super();
    this.name = name;
    this.createdAt = createdAt;
  }
}
