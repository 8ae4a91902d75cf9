import type { Path, WorkflowSource } from '../../helpers/workflow-source.ts';

/** A violation of a rule: where it is, and how to fix it. */
interface Problem {
  readonly path: Path;
  readonly message: string;
}

export interface Rule {
  readonly name: string;
  /** Whether it applies only to the workflows that run in this repository. */
  readonly onlyHere?: true;
  /** @param all the workflows of the repository, for a rule about several of them */
  readonly find: (source: WorkflowSource, all: readonly WorkflowSource[]) => readonly Problem[];
}

/** All violations of the rules in a workflow. */
export function findViolations(
  rules: readonly Rule[],
  source: WorkflowSource,
  all: readonly WorkflowSource[],
): readonly Violation[] {
  return rules
    .filter(({ onlyHere }) => source.runsHere || onlyHere !== true)
    .flatMap(({ name, find }) =>
      find(source, all).map(({ path, message }) => ({ rule: name, line: source.lineOf(path), message })),
    );
}

export interface Violation {
  readonly rule: string;
  readonly line: number;
  readonly message: string;
}
